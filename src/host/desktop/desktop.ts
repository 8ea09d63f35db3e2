import type { ConsoleOutput } from '../../shared/console-contract.ts';

export type DesktopState = NonNullable<ConsoleOutput<'desktop.get'>>;

/** The desktop that a window runs on. A headless host has none. */
export interface Desktop {
  /** What there is, and what was chosen of it. */
  state(): Promise<DesktopState>;
  /** Resolves with why the system did not do it, or null. */
  openAtLogin(on: boolean): Promise<string | null>;
  /** Makes the folder if it is not there. Resolves with why it was not shown, or null. */
  openFolder(path: string): Promise<string | null>;
}
