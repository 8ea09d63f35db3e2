import { memo } from 'react';
import { NumberField } from './number-field.tsx';
import type { PreviewParam } from './tuning-actions.ts';
import type { Tuning, TuningActions } from './use-tuning.ts';

/** The largest weight that the settings take. */
const MOST = 10;

type Penalty = Extract<PreviewParam, keyof Tuning['values']['penalties']>;

const PENALTIES: readonly (readonly [Penalty, string, string])[] = [
  ['latency_sd', 'latency', 'times the spread of the model’s answer times'],
  ['ctx_over_80pct', 'context', 'when the input fills over 80% of the window'],
  ['cold_cache', 'cold cache', 'times what leaving a warm prompt cache costs'],
];

export function PenaltyFields({ tuning }: { readonly tuning: Tuning }) {
  return (
    <section aria-labelledby="tune-penalties">
      <h2 id="tune-penalties" className="mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">
        Penalties
      </h2>
      <div className="grid grid-cols-3 gap-3">
        {PENALTIES.map(([name, label, title]) => (
          <div key={name} title={title}>
            <PenaltyField name={name} label={label} value={tuning.values.penalties[name]} actions={tuning.actions} />
          </div>
        ))}
      </div>
    </section>
  );
}

interface PenaltyFieldProps {
  readonly name: Penalty;
  readonly label: string;
  readonly value: number;
  readonly actions: TuningActions;
}

const PenaltyField = memo(function PenaltyField({ name, label, value, actions }: PenaltyFieldProps) {
  return (
    <NumberField
      label={label}
      testId={`penalty-${name}`}
      value={value}
      most={MOST}
      actions={actions}
      onChange={(next) => actions.preview({ [name]: next })}
    />
  );
});
