import type { Decision } from '../../../shared/decision.ts';
import { formatCostExact, formatCount, formatSigned } from '../../lib/units.ts';
import { targetName } from '../../store/candidate-pool.ts';

/** What leaving the warm prompt cache of the session costs each candidate. Nothing is shown while none is warm. */
export function LeavingNotes({ decision }: { readonly decision: Decision }) {
  const { candidates, session } = decision;
  const leaving = candidates.filter(({ switch_cost_usd: dollars }) => dollars !== undefined && dollars !== 0);
  if (leaving.length === 0) return null;
  return (
    <ul className="mt-2 space-y-0.5 text-axis text-ink-2" aria-label="Price of a switch" data-testid="leaving-notes">
      {leaving.map(({ model, effort, penalties, switch_cost_usd: dollars, break_even_turns: turns }) => (
        <li key={`${model} ${effort}`}>
          {targetName(model, effort)}: cold cache {formatSigned(-penalties.cold_cache)}.{' '}
          {dollars == null
            ? 'What leaving costs is not known: a price is missing.'
            : `Leaving would read ${formatCount(session.warm_tokens)} tokens anew, ${formatCostExact(dollars)}${
                turns == null ? '' : `; paid back after ${turns === 1 ? 'this turn' : `${formatCount(turns)} turns`}`
              }.`}
        </li>
      ))}
    </ul>
  );
}
