import { learningTable, listRatings, resetRatings, undoReset } from '../../feedback/list-ratings.ts';
import { effectOf, rateDecision } from '../../feedback/rate-decision.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Ratings of answers, and what they changed. */
export function learningHandlers({
  rating,
  explorer,
}: ConsoleParts): Pick<
  Handlers,
  'decisions.feedback' | 'decisions.rating' | Extract<keyof Handlers, `learning.${string}`>
> {
  const changed = <T>(result: T): T => {
    rating.onChange();
    return result;
  };
  return {
    'decisions.feedback': ({ id, score }) => rateDecision(rating, id, score, 'console'),
    'decisions.rating': ({ id }) => effectOf(rating, id),
    'learning.exploration': () => explorer.status(),
    'learning.table': () => learningTable(rating),
    'learning.ratings': (input) => listRatings(rating, input),
    'learning.reset': (what) => changed(resetRatings(rating, what)),
    'learning.undo': ({ undo }) => changed(undoReset(rating, undo)),
  };
}
