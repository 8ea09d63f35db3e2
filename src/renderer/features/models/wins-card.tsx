import { BUCKETS } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Card } from '../../components/card.tsx';
import { formatCount, formatPercent, formatUnit } from '../../lib/units.ts';
import { type ModelWins, winRange } from './alpha-wins.ts';
import { formatRange, WinsStrip } from './wins-strip.tsx';

export interface WinsCardProps {
  /** Undefined when it was a candidate in none. */
  readonly wins: ModelWins | undefined;
  /** Decisions that were looked at. */
  readonly decisions: number;
  readonly sample: boolean;
  readonly alpha: number | null;
}

/** At which alpha a model wins, by bucket. */
export function WinsCard({ wins, decisions, sample, alpha }: WinsCardProps) {
  return (
    <Card title="Wins over alpha" aside={`n=${formatCount(decisions)}${sample ? ', sample' : ''}`}>
      {wins === undefined ? (
        <p className="text-cell text-ink-2">
          {decisions === 0 ? 'No decision is held here yet.' : 'It was a candidate in none of these decisions.'}
        </p>
      ) : (
        <ul className="space-y-2 text-cell" data-testid="wins-by-bucket">
          {BUCKETS.flatMap((bucket) => {
            const inBucket = wins.byBucket[bucket];
            if (inBucket === undefined) return [];
            const range = winRange(inBucket);
            return [
              <li key={bucket} data-bucket={bucket}>
                <div className="mb-0.5 flex items-center gap-1.5">
                  <BucketShape bucket={bucket} />
                  {bucket}
                  <span className="flex-1" />
                  <span className="text-ink-2 tabular-nums">
                    {range === null
                      ? `wins none of ${formatCount(inBucket.decisions)}`
                      : `${formatRange(range.from, range.to)}, most at ${formatUnit(range.at)}: ${formatPercent(range.peak)} of ${formatCount(inBucket.decisions)}`}
                  </span>
                </div>
                <WinsStrip wins={inBucket} of={`bucket ${bucket}`} alpha={alpha} height={20} />
              </li>,
            ];
          })}
        </ul>
      )}
      <p className="mt-1 text-axis text-ink-3">
        Left: alpha 0, cheapest. Right: 1, quality. Height: the share of the decisions with this candidate that it would
        win. The line is alpha now.
      </p>
    </Card>
  );
}
