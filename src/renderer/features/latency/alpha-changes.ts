import type { RecordRing } from '../../store/record-ring.ts';

export interface AlphaChange {
  /** When the first decision at the new alpha was made, milliseconds of Unix time. */
  readonly at: number;
  readonly alpha: number;
}

/** More than this and alpha comes with the requests: marks would say nothing. */
const MAX_CHANGES = 8;
/** A lone request at another alpha asked for it itself. */
const SETTLED = 3;

/** When another alpha came into force, from the rows that are held. */
export function alphaChanges(ring: RecordRing, sample: boolean): readonly AlphaChange[] {
  const changes: AlphaChange[] = [];
  let inForce: number | null = null;
  let candidate = null as AlphaChange | null;
  let seen = 0;
  for (let position = ring.start; position < ring.end; position++) {
    if (ring.isSample(position) !== sample || ring.isExplicit(position)) continue;
    const alpha = ring.recordedAlpha(position);
    inForce ??= alpha;
    if (alpha === inForce) {
      candidate = null;
      continue;
    }
    if (candidate?.alpha === alpha) seen++;
    else {
      candidate = { at: ring.createdAt(position), alpha };
      seen = 1;
    }
    if (seen < SETTLED) continue;
    changes.push(candidate);
    inForce = alpha;
    candidate = null;
  }
  return changes.length > MAX_CHANGES ? [] : changes;
}
