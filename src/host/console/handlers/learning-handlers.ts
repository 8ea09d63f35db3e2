import { effectOf, learningTable, rateDecision } from '../../feedback/rate-decision.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Ratings of answers, and what they changed. */
export function learningHandlers({
  rating,
}: ConsoleParts): Pick<Handlers, 'decisions.feedback' | 'decisions.rating' | 'learning.table' | 'learning.reset'> {
  return {
    'decisions.feedback': ({ id, score }) => rateDecision(rating, id, score),
    'decisions.rating': ({ id }) => effectOf(rating, id),
    'learning.table': () => learningTable(rating),
    'learning.reset': () => {
      const removed = rating.feedback.reset();
      rating.onChange();
      return { removed };
    },
  };
}
