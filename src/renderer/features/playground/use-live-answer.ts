import { useEffect, useState } from 'react';
import type { LiveAnswer } from '../../../shared/console/playground-contract.ts';
import { useSession } from '../../store/console-context.tsx';
import { laterAnswer, NO_ANSWER, withPiece } from './live-answer.ts';

/**
 * The answer to a request of this console while it comes, and for a while after; null when the host holds none.
 *
 * @param ended Whether the record says that it has.
 */
export function useLiveAnswer(id: string, ended: boolean): LiveAnswer | null {
  const { client } = useSession();
  const [shown, setShown] = useState<{ id: string; answer: LiveAnswer | null }>({ id, answer: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is a reason to read what may have been lost
  useEffect(() => {
    let current = true;
    // The end of an answer takes nothing away of what came, should the host hold it no longer.
    let held = shown.id === id ? shown.answer : null;
    const show = (answer: LiveAnswer | null): void => {
      held = answer;
      if (current) setShown({ id, answer });
    };
    const read = async (): Promise<void> => {
      const result = await client.request('answers.get', { id });
      if (result.ok) show(laterAnswer(held, result.value));
    };
    const unsubscribe = client.subscribe('answers', ({ pieces }) => {
      let next = held;
      for (const piece of pieces) {
        if (piece.id !== id) continue;
        const grown = withPiece(next ?? NO_ANSWER, piece);
        if (grown === null) void read();
        else next = grown;
      }
      if (next !== held) show(next);
    });
    void read();
    return () => {
      current = false;
      unsubscribe();
    };
  }, [client, id, ended]);
  return shown.id === id ? shown.answer : null;
}
