import type { Decision } from '../../../shared/decision.ts';
import { formatUnit } from '../../lib/units.ts';
import { stripSegments } from './strip-segments.ts';

export interface AlphaStripProps {
  readonly decision: Decision;
  /** Takes an alpha from the middle of a part. */
  readonly onAlpha: (alpha: number) => void;
}

/** Who wins from the cheapest end to the best: a part each, in its true width. */
export function AlphaStrip({ decision, onAlpha }: AlphaStripProps) {
  const { candidates, alpha, mode } = decision;
  const segments = mode === 'explicit' ? [] : stripSegments(candidates, alpha);
  if (segments.length === 0) return null;
  const inWords = segments
    .map(({ name, from, to }) => `${name} from ${formatUnit(from)} to ${formatUnit(to)}`)
    .join(', ');
  return (
    <figure className="px-3 pt-3" data-testid="alpha-strip">
      <figcaption className="mb-1 flex justify-between text-axis text-ink-3">
        <span>0 cheapest</span>
        <span className="text-ink-1">winner by alpha, now {formatUnit(alpha)}</span>
        <span>quality 1</span>
      </figcaption>
      <div
        role="img"
        aria-label={`Winner by alpha: ${inWords}. Now ${formatUnit(alpha)}.`}
        className="relative flex h-6 rounded-md border border-control"
      >
        {segments.map(({ from, to, name, current }, index) => (
          <span
            key={from}
            style={{ width: `${(to - from) * 100}%` }}
            className={`overflow-hidden text-nowrap text-axis leading-6 ${
              current ? 'bg-solid text-white' : index % 2 === 0 ? 'bg-hover text-ink-1' : 'bg-panel text-ink-1'
            } ${index > 0 ? 'border-control border-l' : ''}`}
          >
            {to - from > NAMED ? <span className="px-1.5">{name}</span> : null}
          </span>
        ))}
        <span
          className="-inset-y-1 absolute w-1 border-x border-app bg-accent"
          style={{ left: `calc(${alpha * 100}% - 2px)` }}
        />
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-1 text-axis">
        {segments.map(({ from, to, name, current }) => (
          <li key={from}>
            <button
              type="button"
              data-testid="alpha-segment"
              data-current={current}
              aria-current={current ? 'true' : undefined}
              title="Try an alpha of this part"
              onClick={() => onAlpha(Math.round(((from + to) / 2) * 100) / 100)}
              className={`h-6 rounded-md px-1.5 hover:bg-hover ${current ? 'font-semibold text-accent' : 'text-ink-2'}`}
            >
              {name} {formatUnit(from)}–{formatUnit(to)}
            </button>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Narrower parts have no room for a name. */
const NAMED = 0.25;
