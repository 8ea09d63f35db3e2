import type { CatalogModelView } from '../../../shared/catalog.ts';
import { ChoiceGroup } from '../../components/choice-group.tsx';
import { BASELINES, type SavingsChoice, WINDOWS } from './savings-choice.ts';

export interface SavingsBarProps {
  readonly choice: SavingsChoice;
  readonly models: readonly CatalogModelView[];
  readonly onChange: (change: Partial<SavingsChoice>) => void;
}

const TRAFFIC = [
  { id: 'real', title: 'Your traffic' },
  { id: 'sample', title: 'Sample', note: 'Built-in prompts: nothing was paid' },
] as const;

/** Window, baseline, and whose traffic. */
export function SavingsBar({ choice, models, onChange }: SavingsBarProps) {
  const ids = models.map(({ id }) => id);
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b bg-panel px-4 py-1.5 text-cell">
      <ChoiceGroup label="Window" options={WINDOWS} value={choice.window} onChange={(window) => onChange({ window })} />
      <div className="flex items-center gap-2">
        <span className="text-ink-3">compared with</span>
        <ChoiceGroup
          label="Baseline"
          options={BASELINES}
          value={choice.baseline}
          onChange={(baseline) => onChange({ baseline })}
        />
        {choice.baseline === 'always' ? (
          <select
            aria-label="Model to compare with"
            data-testid="baseline-model"
            className="h-6 max-w-64 rounded-md border border-control bg-raised px-1 text-cell text-ink-1"
            value={choice.model ?? ''}
            onChange={(event) => onChange({ model: event.target.value })}
          >
            {choice.model !== null && !ids.includes(choice.model) ? (
              <option value={choice.model}>{choice.model} (no price)</option>
            ) : null}
            {ids.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        ) : null}
      </div>
      <span className="flex-1" />
      <ChoiceGroup
        label="Traffic"
        options={TRAFFIC}
        value={choice.sample ? 'sample' : 'real'}
        onChange={(traffic) => onChange({ sample: traffic === 'sample' })}
      />
    </div>
  );
}
