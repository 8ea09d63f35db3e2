import { memo } from 'react';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';
import { BucketShape, bucketColor } from '../../components/bucket-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { formatCount } from '../../lib/units.ts';
import { type FlowBand, type FlowBy, type FlowPick, NOT_KNOWN } from './flips.ts';

/** Bands and parts of one that are shown. */
const BANDS = 7;
const PARTS = 2;

export interface FlowChartProps {
  readonly by: FlowBy;
  readonly bands: readonly FlowBand[];
  readonly pick: FlowPick | null;
  readonly onPick: (pick: FlowPick | null) => void;
}

/** Where decisions were, how many stay, where the others would go. A click lists those. */
export const FlowChart = memo(function FlowChart({ by, bands, pick, onPick }: FlowChartProps) {
  const most = Math.max(1, ...bands.map(({ total }) => total));
  const toggle = (from: string, to: string | null) => () =>
    onPick(pick?.by === by && pick.from === from && pick.to === to ? null : { by, from, to });
  const pressed = (from: string, to: string | null): boolean => pick?.by === by && pick.from === from && pick.to === to;
  if (bands.length === 0) return <p className="py-6 text-cell text-ink-2">Nothing could be re-scored.</p>;
  return (
    <ul className="space-y-1" data-testid="flow">
      {bands.slice(0, BANDS).map(({ from, total, stay, to }) => (
        <li key={from}>
          <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
            <button
              type="button"
              aria-pressed={pressed(from, null)}
              disabled={total === stay}
              onClick={toggle(from, null)}
              className="flex h-6 min-w-0 items-center gap-1.5 rounded-md px-1 text-left text-cell enabled:hover:bg-hover aria-pressed:bg-selected"
              data-testid="flow-band"
            >
              <End by={by} name={from} />
              <span className="shrink-0 text-ink-3">{formatCount(total)}</span>
            </button>
            <span className="flex items-center text-axis text-ink-3">{formatCount(stay)} stay</span>
          </div>
          <div
            className="flex h-1.5 gap-px"
            style={{ width: `${Math.max(2, (total / most) * 100)}%` }}
            aria-hidden="true"
          >
            <span
              className="h-full"
              style={{
                flexGrow: stay,
                background: by === 'bucket' ? bucketColor(from as Bucket) : 'var(--control)',
              }}
            />
            <span className="h-full bg-accent" style={{ flexGrow: total - stay }} />
          </div>
          {to.length === 0 ? null : (
            <div className="flex flex-wrap gap-x-1 pl-2">
              {to.slice(0, PARTS).map(({ name, count }) => (
                <button
                  key={name}
                  type="button"
                  aria-pressed={pressed(from, name)}
                  onClick={toggle(from, name)}
                  className="flex h-6 min-w-0 items-center gap-1 rounded-md px-1 text-axis text-ink-2 hover:bg-hover aria-pressed:bg-selected"
                  data-testid="flow-part"
                >
                  {formatCount(count)} <span aria-hidden="true">→</span>
                  <span className="sr-only">to</span> <End by={by} name={name} />
                </button>
              ))}
              {to.length > PARTS ? (
                <span className="flex h-6 items-center px-1 text-axis text-ink-3">
                  {formatCount(to.slice(PARTS).reduce((sum, { count }) => sum + count, 0))} → others
                </span>
              ) : null}
            </div>
          )}
        </li>
      ))}
      {bands.length > BANDS ? (
        <li className="px-1 text-axis text-ink-3">and {formatCount(bands.length - BANDS)} smaller ones</li>
      ) : null}
    </ul>
  );
});

function End({ by, name }: { readonly by: FlowBy; readonly name: string }) {
  const bucket = BUCKETS.find((one) => one === name);
  if (by === 'bucket' && bucket) {
    return (
      <span className="flex items-center gap-1.5">
        <BucketShape bucket={bucket} size={8} />
        {name}
      </span>
    );
  }
  if (by === 'author' || name === NOT_KNOWN) return <span className="truncate">{name}</span>;
  const [model = '', effort] = name.split(' · ');
  return <ModelName model={model} effort={effort ?? null} />;
}
