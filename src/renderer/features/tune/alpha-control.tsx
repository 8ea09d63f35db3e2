import { memo } from 'react';
import { formatUnit } from '../../lib/units.ts';
import { NumberField } from './number-field.tsx';
import type { Tuning } from './use-tuning.ts';
import { ValueSlider } from './value-slider.tsx';

export interface AlphaControlProps {
  readonly tuning: Tuning;
  readonly flips: number;
  /** Flipped decisions at each hundredth of alpha, of `n`, and where they jump. */
  readonly strip: { readonly flips: Int32Array; readonly n: number; readonly jumps: readonly number[] };
}

/** Words at both ends: peers point theirs the other way, so nobody has to remember which end is 1. */
export const AlphaControl = memo(function AlphaControl({ tuning, flips, strip }: AlphaControlProps) {
  const { alpha } = tuning.values;
  const active = tuning.active.alpha;
  return (
    <section aria-labelledby="tune-alpha">
      <div className="flex items-end gap-3">
        <h2 id="tune-alpha" className="flex-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">
          Alpha
        </h2>
        <span className="pb-1 text-axis text-ink-2">
          active{' '}
          <span data-testid="active-alpha" data-value={active} className="font-semibold text-ink-1">
            {formatUnit(active)}
          </span>
        </span>
        <NumberField
          label="0 to 1"
          testId="alpha-input"
          value={alpha}
          most={1}
          actions={tuning.actions}
          onChange={(next) => tuning.actions.preview({ alpha: next })}
          className="w-18"
        />
      </div>
      <ValueSlider
        value={alpha}
        label="Alpha"
        valueText={`${formatUnit(alpha)}, toward ${alpha < 0.5 ? 'cheapest' : 'quality'}, ${flips} flips`}
        testId="alpha-slider"
        actions={tuning.actions}
        onChange={(next) => tuning.actions.preview({ alpha: next })}
        className="mt-1 h-6"
        thumbClass="relative block size-4 rounded-full border-2 border-accent bg-panel before:absolute before:-inset-1.5 before:content-['']"
      >
        <span className="absolute inset-x-0 top-1/2 h-1.5 -translate-y-1/2 rounded-full bg-line" />
        <span
          className="absolute top-1/2 left-0 h-1.5 -translate-y-1/2 rounded-full bg-accent"
          style={{ width: `${alpha * 100}%` }}
        />
        {strip.jumps.map((jump) => (
          <span
            key={jump}
            aria-hidden="true"
            className="absolute top-0 h-1.5 w-px bg-ink-3"
            style={{ left: `${jump * 100}%` }}
          />
        ))}
        <span
          aria-hidden="true"
          className="-translate-x-1/2 absolute top-1 h-4 w-0.5 bg-ink-1"
          style={{ left: `${active * 100}%` }}
        />
      </ValueSlider>
      <FlipStrip strip={strip} />
      <div className="flex justify-between text-axis text-ink-2">
        <span>cheapest</span>
        <span className="text-ink-3">flips over alpha</span>
        <span>quality</span>
      </div>
    </section>
  );
});

/** How many decisions would flip at each alpha: where the strip is steep, small moves matter. */
const FlipStrip = memo(function FlipStrip({ strip }: Pick<AlphaControlProps, 'strip'>) {
  const { flips, n, jumps } = strip;
  const highest = flips.reduce((most, count) => Math.max(most, count), 0);
  if (highest === 0 || n === 0) return <div className="h-6" />;
  const path = Array.from(
    flips,
    (count, step) => `${step === 0 ? 'M' : 'L'}${step} ${(24 - (count / highest) * 22).toFixed(2)}`,
  ).join('');
  return (
    <svg
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      className="block h-6 w-full"
      role="img"
      aria-label={`Flipped decisions over alpha: up to ${((highest / n) * 100).toFixed(0)}%${jumps.length === 0 ? '' : `, with jumps at ${jumps.map((jump) => formatUnit(jump)).join(', ')}`}`}
    >
      <path d={`${path}L100 24L0 24Z`} fill="var(--control)" fillOpacity="0.25" />
      <path d={path} fill="none" stroke="var(--control)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
