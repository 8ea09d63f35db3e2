import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { Fault } from '../notifications/faults.ts';

/** What the icon says. `paused`: the endpoint was stopped on purpose. */
export type TrayTone = 'running' | 'paused' | 'fault';

export interface TrayStatus {
  readonly tone: TrayTone;
  /** One line: the first of the menu and the tooltip. */
  readonly line: string;
  readonly endpoint: ConsoleOutput<'app.info'>['endpoint'];
  readonly faults: readonly Fault[];
}

export function trayStatus(endpoint: TrayStatus['endpoint'], faults: readonly Fault[]): TrayStatus {
  const tone = faults.length > 0 ? 'fault' : endpoint.state === 'stopped' ? 'paused' : 'running';
  return { tone, line: lineOf(endpoint), endpoint, faults };
}

function lineOf({ state, url }: TrayStatus['endpoint']): string {
  if (state === 'failed') return 'Not listening';
  if (state === 'stopped') return 'Paused: apps get no answers';
  return `Running at ${(url ?? '').replace(/^http:\/\//, '')}`;
}
