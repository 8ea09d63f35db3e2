import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StructuredFilter } from '../../shared/console/filter-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { filterSql } from '../storage/filter-sql.ts';
import { Pace } from './pace.ts';

/** Records looked at for one answer; the caller goes on from there. */
const MAX_SEEN = 2_000_000;

export interface FoundPage {
  /** Oldest first. */
  readonly records: DecisionRecord[];
  /** Where to go on; null when there is nothing older. */
  readonly nextBeforeSeq: number | null;
}

/**
 * Up to `limit` records that fit, the newest before `beforeSeq`. Goes through the log in portions, so that a search over
 * millions of records does not hold up routing.
 */
export async function findRecords(
  log: DecisionLog,
  filter: StructuredFilter,
  beforeSeq: number | undefined,
  limit: number,
): Promise<FoundPage> {
  const condition = filterSql(filter);
  const found: number[] = [];
  const lowest = log.readFacts((facts) => facts.lowestSeq());
  let before = Math.min(beforeSeq ?? Number.MAX_SAFE_INTEGER, log.lastSeq + 1);
  const end = Math.max(lowest, before - MAX_SEEN);
  const pace = new Pace();
  while (before > end && found.length < limit) {
    const from = Math.max(end, before - pace.rows);
    found.push(...pace.look(() => log.readFacts((facts) => facts.find(condition, before, from, limit - found.length))));
    before = from;
    if (before > end) await nextTurn();
  }
  const last = found.length === limit ? (found.at(-1) ?? before) : before;
  return { records: log.records(found), nextBeforeSeq: last > lowest ? last : null };
}

/** How many of the newest records fit. */
export async function countRecords(
  log: DecisionLog,
  filter: StructuredFilter,
): Promise<{ matched: number; seen: number }> {
  const condition = filterSql(filter);
  const lowest = log.readFacts((facts) => facts.lowestSeq());
  const newest = log.lastSeq + 1;
  let matched = 0;
  let seen = 0;
  const end = Math.max(lowest, newest - MAX_SEEN);
  const pace = new Pace();
  let before = newest;
  while (before > end) {
    const from = Math.max(end, before - pace.rows);
    const part = pace.look(() => log.readFacts((facts) => facts.count(condition, before, from)));
    matched += part.matched;
    seen += part.seen;
    before = from;
    await nextTurn();
  }
  return { matched, seen };
}
