import { useId } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { ModelName } from '../../components/model-name.tsx';
import { formatCost } from '../../lib/units.ts';
import { replayEstimate } from '../replay/replay-estimate.ts';

/** As many answers as can be read side by side. */
export const MAX_PICKS = 4;
/** Stands for the router's own choice. */
export const ROUTER = '';

export interface ModelPicksProps {
  readonly record: DecisionRecord;
  readonly picks: readonly string[];
  readonly onPicks: (next: readonly string[]) => void;
  readonly simulated: boolean;
}

/** Who is to answer, with what that is expected to cost. */
export function ModelPicks({ record, picks, onPicks, simulated }: ModelPicksProps) {
  const ids = useId();
  const { decision } = record;
  const models = [...new Set(decision.candidates.map(({ model }) => model))].filter(
    (model) => model !== decision.model,
  );
  const toggle = (name: string): void =>
    onPicks(picks.includes(name) ? picks.filter((pick) => pick !== name) : [...picks, name]);
  const options = [ROUTER, ...models];
  return (
    <fieldset className="text-cell">
      <legend className="mb-1 text-ink-2">Run asks, up to {MAX_PICKS}</legend>
      <div className="flex flex-wrap gap-x-4">
        {options.map((name) => {
          const chosen = name === ROUTER ? decision.model : name;
          const { usd } = replayEstimate(record, 'send-to', { model: chosen, alpha: decision.alpha, simulated });
          const checked = picks.includes(name);
          return (
            <label key={name} htmlFor={`${ids}-${name}`} className="flex min-h-6 items-center gap-1.5">
              <input
                id={`${ids}-${name}`}
                type="checkbox"
                className="accent-[var(--solid)]"
                checked={checked}
                disabled={!checked && picks.length >= MAX_PICKS}
                onChange={() => toggle(name)}
              />
              {name === ROUTER ? <span>the choice:</span> : null}
              <ModelName model={chosen} />
              {simulated ? null : (
                <span className="text-ink-3">{usd === null ? 'price unknown' : `${formatCost(usd)} est.`}</span>
              )}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
