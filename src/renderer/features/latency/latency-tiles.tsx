import type { ReactNode } from 'react';
import { Tile } from '../../components/tile.tsx';
import { formatCount, formatDuration, UNKNOWN } from '../../lib/units.ts';
import { atLeast, writeBound } from './brush.ts';
import { type LatencyChoice, type LatencyProfile, linkQuery, P99_MIN, rowsQuery } from './latency-choice.ts';
import { RowsLink } from './rows-link.tsx';
import { SloField } from './slo-field.tsx';
import { formatShare, noP99 } from './summaries.ts';

export interface LatencyTilesProps {
  readonly profile: LatencyProfile | null;
  readonly choice: LatencyChoice;
  readonly query: string;
}

const LATENCY_TILE = 'flex flex-col justify-center px-3';

/** The numbers of the window; each opens the decisions at or above it. */
export function LatencyTiles({ profile, choice, query }: LatencyTilesProps) {
  const count = profile?.count ?? 0;
  const rows = (value: string): string => linkQuery(query, choice, value);
  const known = profile !== null && count > 0;
  const percentile = (name: 'p50' | 'p95' | 'p99' | 'max'): ReactNode =>
    known ? (
      <RowsLink query={rows(atLeast(profile[name]))} data-testid={`latency-${name}`}>
        {formatDuration(profile[name])}
      </RowsLink>
    ) : (
      UNKNOWN
    );
  const fewForP99 = known && count < P99_MIN;
  const met = profile?.slo.met ?? null;
  return (
    <dl className="grid shrink-0 auto-rows-[54px] grid-cols-2 min-[900px]:grid-cols-[repeat(4,minmax(0,1fr))_minmax(0,1.5fr)_minmax(0,1.7fr)] rounded-md border border-line bg-panel">
      <Tile className={LATENCY_TILE} label="p50">
        {percentile('p50')}
      </Tile>
      <Tile className={LATENCY_TILE} label="p95">
        {percentile('p95')}
      </Tile>
      <Tile className={LATENCY_TILE} label="p99" note={fewForP99 ? noP99(count) : undefined}>
        {fewForP99 ? <span data-testid="latency-p99">{UNKNOWN}</span> : percentile('p99')}
      </Tile>
      <Tile className={LATENCY_TILE} label="Max">
        {percentile('max')}
      </Tile>
      <Tile className={LATENCY_TILE} label="Heimdall" note="of the whole time of answered requests">
        {profile?.heimdall_share == null ? (
          UNKNOWN
        ) : (
          <RowsLink query={rowsQuery(query, choice.window)}>{formatShare(profile.heimdall_share)}</RowsLink>
        )}
      </Tile>
      <Tile className={LATENCY_TILE} label={<SloField sloMs={choice.sloMs} />} note="met by">
        {met === null ? (
          UNKNOWN
        ) : (
          <RowsLink
            query={rows(met < 1 ? `>${writeBound(choice.sloMs)}` : `<=${writeBound(choice.sloMs)}`)}
            className={met < 1 ? 'text-warn' : 'text-ok'}
            title={met < 1 ? 'Those that did not meet it' : 'All met it'}
            data-testid="latency-slo-met"
          >
            {formatShare(met)}
          </RowsLink>
        )}
      </Tile>
    </dl>
  );
}

export function countWords(profile: LatencyProfile | null): string {
  return profile === null ? '' : `n=${formatCount(profile.count)}`;
}
