import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { Tile } from '../../components/tile.tsx';
import { formatCount, formatPercent } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import type { RecordRing } from '../../store/record-ring.ts';
import { type CacheOverview, type DecisionCacheStats, formatAge, formatMiB } from './cache-numbers.ts';

export interface DecisionCacheProps {
  readonly stats: DecisionCacheStats;
  readonly overview: CacheOverview;
  /** The window in words. */
  readonly since: string;
  /** The filter of the decisions of the window that fit these tokens too. */
  readonly rows: (tokens: string) => string;
  readonly onChange: () => void;
}

/** The cache of decisions: what was decided before is not decided again. */
export function DecisionCache({ stats, overview, since, rows, onChange }: DecisionCacheProps) {
  const { client, ring } = useSession();
  const size = decisionBytes(ring);
  return (
    <PanelBox>
      <Card
        title="Decision cache"
        aside={
          <span className="flex items-center gap-3">
            {stats.enabled ? `kept ${formatAge(stats.ttl_seconds)}` : 'off (enable_caching)'}
            <Button
              disabled={stats.entries === 0}
              onClick={() => void client.request('cache.clear').then(onChange)}
              data-testid="decision-cache-clear"
            >
              Clear
            </Button>
          </span>
        }
      >
        <dl
          className="-mx-3 grid grid-cols-4 border-line max-[700px]:grid-cols-2 border-t"
          data-testid="decision-cache"
        >
          <Tile
            label={`Hits in ${since}`}
            under={`${formatCount(overview.hits)} of ${formatCount(overview.hits + overview.misses)} decisions`}
          >
            <LiveLink query={rows('cache:hit')} className="text-inherit no-underline hover:underline">
              <span data-testid="decision-hit-rate" data-value={overview.hit_rate ?? ''} data-hits={overview.hits}>
                {formatPercent(overview.hit_rate)}
              </span>
            </LiveLink>
          </Tile>
          <Tile label="Entries" under={`of ${formatCount(stats.max_entries)}`}>
            {formatCount(stats.entries)}
          </Tile>
          <Tile
            label="Memory est."
            under={size === null ? 'no decision to go by' : `${formatCount(size)} bytes each, as the last ones are`}
          >
            {size === null ? '—' : formatMiB(stats.entries * size)}
          </Tile>
          <Tile label="Pushed out for room" under="since the start">
            {formatCount(stats.evictions)}
          </Tile>
        </dl>
      </Card>
    </PanelBox>
  );
}

const SAMPLED = 10;

/** Mean size of a few decisions as JSON, which is near to what they take in memory; null without any. */
function decisionBytes(ring: RecordRing): number | null {
  let bytes = 0;
  let count = 0;
  for (let position = ring.end - 1; position >= Math.max(ring.start, ring.end - SAMPLED); position--) {
    const record = ring.whole(ring.idAt(position));
    if (record === null) continue;
    bytes += JSON.stringify(record.decision).length;
    count++;
  }
  return count === 0 ? null : Math.round(bytes / count);
}
