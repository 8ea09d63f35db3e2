import { toast } from 'sonner';
import type { Session } from '../../store/session.ts';

/** Rates a decision, or takes its rating back with null. */
export async function rate(session: Session, id: string, score: number | null): Promise<void> {
  const rated = await session.client.request('decisions.feedback', { id, score });
  if (!rated.ok) toast.error(rated.error.message);
  else toast(score === null ? 'Rating taken back' : `Rated ${score === 1 ? 'up' : 'down'}: ${rated.value.model}`);
}

export async function forgetRatings(session: Session): Promise<void> {
  const reset = await session.client.request('learning.reset');
  if (reset.ok) toast(`Forgot ${reset.value.removed === 1 ? '1 rating' : `${reset.value.removed} ratings`}`);
  else toast.error(reset.error.message);
}
