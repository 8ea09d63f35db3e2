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
 * Up to `limit` records that fit, the newest before `beforeSeq`. Goes through the log in portions, so that other
 * questions get in between.
 */
export async function findRecords(
  log: DecisionLog,
  filter: StructuredFilter,
  beforeSeq: number | undefined,
  limit: number,
): Promise<FoundPage> {
  const { sql, values } = filterSql(filter);
  const found: number[] = [];
  const lowest = await lowestSeq(log);
  let before = Math.min(beforeSeq ?? Number.MAX_SAFE_INTEGER, log.lastSeq + 1);
  const end = Math.max(lowest, before - MAX_SEEN);
  const pace = new Pace();
  while (before > end && found.length < limit) {
    const from = Math.max(end, before - pace.rows);
    const { rows, ms } = await log.readFacts(
      `SELECT seq FROM facts WHERE seq < ? AND seq >= ? AND ${sql} ORDER BY seq DESC LIMIT ?`,
      [before, from, ...values, limit - found.length],
    );
    pace.took(ms);
    for (const [seq] of rows) found.push(seq as number);
    before = from;
  }
  const last = found.length === limit ? (found.at(-1) ?? before) : before;
  return { records: log.records(found), nextBeforeSeq: last > lowest ? last : null };
}

/** How many of the newest records fit. */
export async function countRecords(
  log: DecisionLog,
  filter: StructuredFilter,
): Promise<{ matched: number; seen: number }> {
  const { sql, values } = filterSql(filter);
  const lowest = await lowestSeq(log);
  const newest = log.lastSeq + 1;
  let matched = 0;
  let seen = 0;
  const end = Math.max(lowest, newest - MAX_SEEN);
  const pace = new Pace();
  let before = newest;
  while (before > end) {
    const from = Math.max(end, before - pace.rows);
    const { rows, ms } = await log.readFacts(
      `SELECT count(*), count(CASE WHEN ${sql} THEN 1 END) FROM facts WHERE seq < ? AND seq >= ?`,
      [...values, before, from],
    );
    pace.took(ms);
    const [part] = rows;
    seen += part?.[0] as number;
    matched += part?.[1] as number;
    before = from;
  }
  return { matched, seen };
}

/** Smallest sequence number; 0 when there is none. */
async function lowestSeq(log: DecisionLog): Promise<number> {
  const { rows } = await log.readFacts('SELECT min(seq) FROM facts', []);
  return (rows[0]?.[0] as number | null) ?? 0;
}
