import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { Tile } from '../../components/tile.tsx';
import { formatCost, formatCount, formatDuration, formatPercent, formatUnit } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { type CacheOverview, formatAge, formatMiB, hitRate, type ResponseCacheStats } from './cache-numbers.ts';
import { ResponseCacheForm } from './response-cache-form.tsx';

export interface ResponseCacheProps {
  readonly stats: ResponseCacheStats;
  /** Lookups of the window. */
  readonly lookups: CacheOverview['response'];
  /** The window in words. */
  readonly since: string;
  /** The filter of the decisions of the window that fit these tokens too. */
  readonly rows: (tokens: string) => string;
  readonly onChange: () => void;
}

/** The response cache in numbers, or how to have one. */
export function ResponseCache(props: ResponseCacheProps) {
  const { stats, onChange } = props;
  const { client } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [setting, setSetting] = useState(false);
  const clear = async (): Promise<void> => {
    const result = await client.request('response_cache.clear');
    setProblem(result.ok ? null : result.error.message);
    onChange();
  };
  return (
    <PanelBox>
      <Card
        title="Response cache"
        aside={
          stats.enabled ? (
            <span className="flex items-center gap-3">
              {stats.mode === 'exact' ? 'exact' : `exact, then by meaning from ${formatUnit(stats.threshold)}`}, kept{' '}
              {formatAge(stats.ttl_seconds)}
              <Button aria-pressed={setting} onClick={() => setSetting(!setting)} data-testid="response-cache-settings">
                Settings
              </Button>
              <Button disabled={stats.entries === 0} onClick={clear} data-testid="response-cache-clear">
                Clear
              </Button>
            </span>
          ) : (
            'off'
          )
        }
      >
        {stats.enabled ? <Tiles {...props} /> : null}
        {stats.enabled && !setting ? null : (
          <div className={stats.enabled ? 'mt-3' : ''}>
            <ResponseCacheForm key={String(stats.enabled)} stats={stats} onChange={onChange} />
          </div>
        )}
        {problem === null ? null : (
          <p role="alert" className="mt-2 text-bad text-cell">
            It was not cleared: {problem}
          </p>
        )}
      </Card>
    </PanelBox>
  );
}

function Tiles({ stats, lookups, since, rows }: ResponseCacheProps) {
  const { hits_exact, hits_semantic, saved_usd, saved_ms, bytes, max_bytes } = stats;
  const { exact, semantic, misses } = lookups;
  const hits = exact + semantic;
  return (
    <dl className="-mx-3 grid grid-cols-4 border-line max-[700px]:grid-cols-2 border-t" data-testid="response-cache">
      <Tile
        label={`Hits in ${since}`}
        under={
          <>
            <LiveLink query={rows('response:hit')}>{formatCount(exact)} exact</LiveLink>,{' '}
            <LiveLink query={rows('response:semantic')}>{formatCount(semantic)} by meaning</LiveLink>,{' '}
            <LiveLink query={rows('response:miss')}>
              <span data-testid="response-misses" data-value={misses}>
                {formatCount(misses)} misses
              </span>
            </LiveLink>
          </>
        }
      >
        <LiveLink query={rows('response:(hit OR semantic)')} className="text-inherit no-underline hover:underline">
          <span data-testid="response-hit-rate" data-value={hitRate(lookups) ?? ''} data-hits={hits}>
            {formatPercent(hitRate(lookups))}
          </span>
        </LiveLink>
      </Tile>
      <Tile
        label="Saved since the start"
        under={`what ${formatCount(hits_exact + hits_semantic)} first answers had cost and taken`}
      >
        {formatCost(saved_usd)} <small className="text-body text-ink-2">and {formatDuration(saved_ms)}</small>
      </Tile>
      <Tile
        label="Memory est."
        under={`${bytes / max_bytes < 0.001 ? '' : `${formatPercent(bytes / max_bytes)} `}of ${formatMiB(max_bytes)}`}
      >
        {formatMiB(bytes)}
      </Tile>
      <Tile
        label="Entries"
        under={`of ${formatCount(stats.max_entries)}, ${formatCount(stats.evictions)} pushed out for room`}
      >
        <span data-testid="response-entries">{formatCount(stats.entries)}</span>
      </Tile>
    </dl>
  );
}
