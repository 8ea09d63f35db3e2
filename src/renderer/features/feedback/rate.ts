import { toast } from 'sonner';
import type { ConsoleInput } from '../../../shared/console-contract.ts';
import { formatUnit } from '../../lib/units.ts';
import type { Session } from '../../store/session.ts';

/** How long a reset can be taken back from its toast. */
const UNDO_MS = 10_000;

/** Rates a decision, or takes its rating back with null. */
export async function rate(session: Session, id: string, score: number | null): Promise<void> {
  const rated = await session.client.request('decisions.feedback', { id, score });
  if (!rated.ok) toast.error(rated.error.message);
  else toast(score === null ? 'Rating taken back' : `Rated ${score === 1 ? 'up' : 'down'}: ${rated.value.model}`);
}

/** Forgets ratings: one, those of one model in one cluster, or all. It can be taken back from the toast. */
export async function resetRatings({ client }: Session, what: ConsoleInput<'learning.reset'>): Promise<void> {
  const reset = await client.request('learning.reset', what);
  if (!reset.ok) {
    toast.error(`Nothing was forgotten: ${reset.error.message}`);
    return;
  }
  const { removed, undo } = reset.value;
  const takeBack = async (): Promise<void> => {
    const result = await client.request('learning.undo', { undo });
    if (result.ok) toast(`${ratings(result.value.restored)} back in force`);
    else toast.error(result.error.message);
  };
  toast(`Forgot ${ratings(removed)}`, {
    duration: UNDO_MS,
    ...(removed === 0 ? {} : { action: { label: 'Undo', onClick: () => void takeBack() } }),
  });
}

/** `1 rating`, `3 ratings`. */
export function ratings(count: number): string {
  return count === 1 ? '1 rating' : `${count} ratings`;
}

/** Quality with one digit more than elsewhere: a single rating moves the third. */
export function formatQuality(value: number): string {
  return value >= 0.9995 ? formatUnit(value) : value.toFixed(3).replace(/^0/, '');
}
