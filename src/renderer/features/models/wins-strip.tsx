import { formatPercent, formatUnit } from '../../lib/units.ts';
import { ALPHA_STEPS, type AlphaWins, winRange } from './alpha-wins.ts';

export interface WinsStripProps {
  readonly wins: AlphaWins;
  /** What it is of: `all buckets`, `bucket mid`. */
  readonly of: string;
  /** Where alpha stands now; null where that is not known. */
  readonly alpha: number | null;
  readonly height: number;
}

/** From the cheapest end to the best: as high as the share of decisions that the model wins there. */
export function WinsStrip({ wins, of, alpha, height }: WinsStripProps) {
  const width = ALPHA_STEPS;
  return (
    <svg
      role="img"
      aria-label={`Wins over alpha from 0 to 1, ${of}: ${winsInWords(wins)}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="block w-full rounded-sm bg-hover"
      style={{ height }}
    >
      <path d={outline(wins, height)} className="fill-solid" />
      {alpha === null ? null : (
        <path
          d={`M${alpha * width} 0V${height}`}
          className="stroke-ink-1"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}

/** `.53–.78, most at .70: 64.0% of 212` */
export function winsInWords(wins: AlphaWins): string {
  const range = winRange(wins);
  if (range === null) return `wins none of ${wins.decisions}`;
  const { from, to, peak, at } = range;
  return `${formatRange(from, to)}, most at ${formatUnit(at)}: ${formatPercent(peak)} of ${wins.decisions}`;
}

export function formatRange(from: number, to: number): string {
  return from === to ? formatUnit(from) : `${formatUnit(from)}–${formatUnit(to)}`;
}

/** One closed path of steps. */
function outline({ shares }: AlphaWins, height: number): string {
  let path = `M0 ${height}`;
  for (const [step, share] of shares.entries()) path += `V${(height * (1 - share)).toFixed(2)}H${step + 1}`;
  return `${path}V${height}Z`;
}
