import { toast } from 'sonner';
import type { BreakpointFilter, HandEdits } from '../../../shared/console/breakpoint-contract.ts';
import type { Session } from '../../store/session.ts';
import { describeBreakOn } from './break-on.ts';

/** Seconds after which a held request goes on by itself. */
const TIMEOUT_S = 300;

/** Holds the requests that fit from now on. */
export async function breakOn(session: Session, filter: BreakpointFilter): Promise<void> {
  const set = await session.client.request('breakpoints.set', { enabled: true, filter, timeout_s: TIMEOUT_S });
  if (!set.ok) {
    toast.error(set.error.message);
    return;
  }
  session.store.setState({ breakpoint: set.value });
  toast(`Breaking on ${describeBreakOn(set.value.filter)}`, {
    description: 'What is held goes on after 5 minutes, or when no console looks on.',
  });
}

/** What is held goes on. */
export async function removeBreakpoint(session: Session): Promise<void> {
  const set = await session.client.request('breakpoints.set', { enabled: false });
  if (set.ok) session.store.setState({ breakpoint: set.value, held: [] });
  else toast.error(set.error.message);
}

/** @returns why it is still held; null when it goes on. */
export async function resumeHeld(session: Session, id: string, edits: HandEdits = {}): Promise<string | null> {
  const resumed = await session.client.request('breakpoints.resume', { id, ...edits });
  if (!resumed.ok) return resumed.error.message;
  forget(session, id);
  const { model, effort, changed } = resumed.value;
  if (changed) toast(`Goes on to ${model}${effort === null ? '' : ` (${effort})`}`);
  return null;
}

export async function dropHeld(session: Session, id: string): Promise<void> {
  const dropped = await session.client.request('breakpoints.drop', { id });
  if (dropped.ok) {
    forget(session, id);
    toast('Dropped: its caller got request_dropped');
  } else toast.error(dropped.error.message);
}

/** The host says so too, a moment later. */
function forget({ store }: Session, id: string): void {
  store.setState(({ held }) => ({ held: held.filter((request) => request.id !== id) }));
}
