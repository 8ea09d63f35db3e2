import type { Decision } from '../../../shared/decision.ts';
import { formatUnit } from '../../lib/units.ts';
import { stripSegments } from './strip-segments.ts';

export interface AlphaStripProps {
  readonly decision: Decision;
  /** Takes an alpha from the middle of a part. */
  readonly onAlpha: (alpha: number) => void;
}

/** Who wins from the cheapest end to the best: a part each, in its own width. */
export function AlphaStrip({ decision, onAlpha }: AlphaStripProps) {
  const { candidates, alpha, mode } = decision;
  const segments = mode === 'explicit' ? [] : stripSegments(candidates, alpha);
  if (segments.length === 0) return null;
  return (
    <figure className="px-3 pt-3" data-testid="alpha-strip">
      <figcaption className="mb-1 flex justify-between text-axis text-ink-3">
        <span>0 cheapest</span>
        <span className="text-ink-1">winner by alpha, now {formatUnit(alpha)}</span>
        <span>quality 1</span>
      </figcaption>
      <div className="relative flex h-7 overflow-hidden rounded-md border border-control">
        {segments.map(({ from, to, name, current }, index) => {
          const range = `${name} from alpha ${formatUnit(from)} to ${formatUnit(to)}`;
          return (
            <button
              key={from}
              type="button"
              data-testid="alpha-segment"
              data-current={current}
              aria-current={current ? 'true' : undefined}
              aria-label={range}
              title={`${range}. Click to try it.`}
              onClick={() => onAlpha(Math.round(((from + to) / 2) * 100) / 100)}
              style={{ width: `${(to - from) * 100}%` }}
              className={`min-w-6 overflow-hidden px-1.5 text-left text-axis text-nowrap outline-offset-[-3px] ${
                current ? 'bg-solid text-white' : index % 2 === 0 ? 'bg-hover text-ink-1' : 'bg-app text-ink-1'
              } ${index > 0 ? 'border-control border-l' : ''}`}
            >
              {name}
            </button>
          );
        })}
        <span
          aria-hidden="true"
          className="pointer-events-none absolute inset-y-0 w-0.5 bg-accent outline outline-1 outline-app"
          style={{ left: `calc(${alpha * 100}% - 1px)` }}
        />
      </div>
    </figure>
  );
}
