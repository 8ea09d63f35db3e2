import type { Bucket } from '../../shared/decision.ts';
import type { RecordRing } from './record-ring.ts';
import type { NumberColumn, Status } from './ring-columns.ts';

/** What the list shows of one decision. */
export interface Row {
  readonly position: number;
  readonly id: string;
  readonly createdMs: number;
  readonly status: Status;
  readonly httpStatus: number | null;
  readonly app: string;
  readonly requested: string;
  readonly model: string;
  readonly effort: string;
  readonly provider: string;
  readonly bucket: Bucket;
  readonly probability: number;
  readonly costUsd: number | null;
  readonly overheadMs: number | null;
  readonly totalMs: number | null;
  readonly tokens: number;
  readonly preview: string | null;
  readonly cacheHit: boolean;
  readonly simulated: boolean;
  readonly sample: boolean;
  /** Another model than the best by the score was tried, to learn. */
  readonly explored: boolean;
  readonly fallbacks: number;
  readonly ttftMs: number | null;
  readonly margin: number | null;
  readonly cacheState: 'hit' | 'miss' | 'off';
  readonly cluster: string;
  readonly dialect: string;
}

export function rowAt(ring: RecordRing, position: number): Row {
  const known = (column: NumberColumn): number | null => {
    const value = ring.numberAt(position, column);
    return Number.isNaN(value) ? null : value;
  };
  const http = ring.numberAt(position, 'http');
  return {
    position,
    id: ring.idAt(position),
    createdMs: ring.createdAt(position),
    status: ring.statusAt(position),
    httpStatus: http === 0 ? null : http,
    app: ring.textAt(position, 'app'),
    requested: ring.textAt(position, 'requested'),
    model: ring.textAt(position, 'model'),
    effort: ring.textAt(position, 'effort'),
    provider: ring.textAt(position, 'provider'),
    bucket: ring.bucketAt(position),
    probability: ring.numberAt(position, 'probability'),
    costUsd: known('cost'),
    overheadMs: known('overhead'),
    totalMs: known('total'),
    tokens: ring.numberAt(position, 'tokens'),
    preview: ring.previewAt(position),
    cacheHit: ring.isCacheHit(position),
    simulated: ring.isSimulated(position),
    sample: ring.isSample(position),
    explored: ring.isExplored(position),
    fallbacks: ring.numberAt(position, 'fallbacks'),
    ttftMs: known('ttft'),
    margin: known('margin'),
    cacheState: ring.cacheStateAt(position),
    cluster: ring.textAt(position, 'cluster'),
    dialect: ring.textAt(position, 'dialect'),
  };
}
