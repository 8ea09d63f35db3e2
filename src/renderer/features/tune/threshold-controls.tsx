import { memo, useMemo } from 'react';
import { BucketShape, bucketColor } from '../../components/bucket-mark.tsx';
import { formatCount, formatUnit } from '../../lib/units.ts';
import { NumberField } from './number-field.tsx';
import { probabilityHistogram } from './sweeps.ts';
import type { Tuning, TuningActions } from './use-tuning.ts';
import { ValueSlider } from './value-slider.tsx';
import type { WhatIfSet } from './what-if-set.ts';

const BINS = 50;

/** Where requests fall on p(hard) and p(cheap), with the handle that cuts them. */
export function ThresholdControls({ tuning, set }: { readonly tuning: Tuning; readonly set: WhatIfSet }) {
  return (
    <section aria-labelledby="tune-buckets">
      <h2 id="tune-buckets" className="font-semibold text-axis text-ink-2 uppercase tracking-wide">
        Buckets
        <span className="ml-2 font-normal text-ink-3 normal-case tracking-normal">
          hard first, then cheap, else mid
        </span>
      </h2>
      {(['hard', 'cheap'] as const).map((bucket) => (
        <Threshold
          key={bucket}
          bucket={bucket}
          value={tuning.values.thresholds[bucket]}
          active={tuning.active.thresholds[bucket]}
          actions={tuning.actions}
          set={set}
        />
      ))}
    </section>
  );
}

interface ThresholdProps {
  readonly bucket: 'cheap' | 'hard';
  readonly value: number;
  /** In force. */
  readonly active: number;
  readonly actions: TuningActions;
  readonly set: WhatIfSet;
}

const Threshold = memo(function Threshold({ bucket, value, active, actions, set }: ThresholdProps) {
  const counts = useMemo(() => probabilityHistogram(set, bucket, BINS), [set, bucket]);
  const over = useMemo(() => countOver(set, bucket, value), [set, bucket, value]);
  return (
    <div className="mt-1.5 flex items-end gap-3">
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-1.5 text-axis text-ink-2">
          <BucketShape bucket={bucket} size={8} />
          <span className="truncate">
            {bucket} above, {formatCount(over)} of {formatCount(set.rows)}
          </span>
        </div>
        <ValueSlider
          value={value}
          label={`Threshold of ${bucket}`}
          valueText={`${formatUnit(value)}: ${over} of ${set.rows} decisions above`}
          testId={`threshold-${bucket}`}
          actions={actions}
          onChange={(next) => actions.preview({ [bucket]: next })}
          className="h-11"
          thumbClass="relative block h-11 w-3 rounded-sm border-2 border-ink-1 bg-panel/60 before:absolute before:-inset-x-1.5 before:inset-y-0 before:content-['']"
        >
          <Histogram counts={counts} bucket={bucket} threshold={value} />
          <span
            aria-hidden="true"
            className="-translate-x-1/2 absolute inset-y-0 w-px bg-ink-2"
            style={{ left: `${active * 100}%` }}
          />
        </ValueSlider>
      </div>
      <NumberField
        label={`p(${bucket}) >`}
        testId={`threshold-${bucket}-input`}
        value={value}
        most={1}
        actions={actions}
        onChange={(next) => actions.preview({ [bucket]: next })}
        className="w-18 shrink-0"
      />
    </div>
  );
});

/** On a root scale: most requests are far from any threshold, and those near it are what matters. */
const Histogram = memo(function Histogram({
  counts,
  bucket,
  threshold,
}: {
  readonly counts: Int32Array;
  readonly bucket: 'cheap' | 'hard';
  readonly threshold: number;
}) {
  const highest = Math.sqrt(counts.reduce((most, count) => Math.max(most, count), 1));
  return (
    <svg
      viewBox={`0 0 ${BINS} 40`}
      preserveAspectRatio="none"
      className="absolute inset-0 h-full w-full border-control border-b"
      aria-hidden="true"
    >
      {Array.from(counts, (count, bin) => {
        const height = (Math.sqrt(count) / highest) * 38;
        const above = (bin + 0.5) / BINS > threshold;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins are their places
            key={bin}
            x={bin + 0.08}
            y={40 - height}
            width={0.84}
            height={height}
            fill={above ? bucketColor(bucket) : 'var(--control)'}
            fillOpacity={above ? 1 : 0.5}
          />
        );
      })}
    </svg>
  );
});

function countOver({ rows, fixed, pCheap, pHard }: WhatIfSet, bucket: 'cheap' | 'hard', threshold: number): number {
  const values = bucket === 'cheap' ? pCheap : pHard;
  let count = 0;
  for (let row = 0; row < rows; row++) if (fixed[row] !== 1 && (values[row] as number) > threshold) count++;
  return count;
}
