import { NumberField } from './number-field.tsx';
import type { PreviewParam } from './tuning-actions.ts';
import type { Tuning } from './use-tuning.ts';

/** The largest weight that the settings take. */
const MOST = 10;

const PENALTIES: readonly (readonly [Extract<PreviewParam, keyof Tuning['values']['penalties']>, string, string])[] = [
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
            <NumberField
              label={label}
              testId={`penalty-${name}`}
              value={tuning.values.penalties[name]}
              most={MOST}
              tuning={tuning}
              onChange={(next) => tuning.preview({ [name]: next })}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
