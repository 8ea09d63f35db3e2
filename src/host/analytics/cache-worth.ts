import { type CacheUse, ReuseDistances } from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { Traffic } from './traffic.ts';

type Worth = ConsoleOutput<'cache.worth'>;

/** Sizes looked at, as multiples of the limit in force. */
const FACTORS = [0.25, 0.5, 1, 2, 4, 8] as const;
/** Decisions that say how large one is. */
const MEASURED = 50;
/** An answer that is kept: objects around it, and its text with two bytes a character, four characters a token. */
const ANSWER_BYTES = 1_424;
const BYTES_PER_TOKEN = 8;

/** The cache that is asked about, as it is set. */
export interface CacheLimits {
  readonly maxBytes: number;
  readonly ttlSeconds: number;
  /** Mean size of an entry; null when there is none to go by. */
  readonly entryBytes: number | null;
}

/**
 * What the cache would have done at other sizes with the traffic of a window, from the keys that decisions recorded
 * (reuse-distances.ts has the method). Nothing is kept for it while requests run.
 */
export async function cacheWorth(
  log: DecisionLog,
  input: ConsoleParsedInput<'cache.worth'>,
  { maxBytes, ttlSeconds, entryBytes }: CacheLimits,
  nowMs: number,
): Promise<Worth> {
  const traffic = new Traffic(log, input, nowMs);
  const reuse = new ReuseDistances({ ttlMs: ttlSeconds * 1_000, sizes: FACTORS.map((factor) => factor * maxBytes) });
  const useOf =
    input.cache === 'decisions' ? await decisionUses(traffic, entryBytes) : await answerUses(traffic, entryBytes);
  await traffic.inOrder(useOf.select, useOf.where, (row) => reuse.add(useOf.read(row)));
  return {
    from_ms: traffic.fromMs,
    to_ms: traffic.toMs,
    uses: reuse.uses,
    sampled_share: reuse.sampledShare,
    distinct_bytes: reuse.distinctBytes,
    limit_bytes: maxBytes,
    ttl_seconds: ttlSeconds,
    sizes: reuse.curve().map(({ hitRate, hits, savedUsd, savedMs, usedBytes, maxBytes: bytes }, index) => ({
      factor: FACTORS[index] as number,
      max_bytes: bytes,
      hit_rate: hitRate,
      hits,
      saved_usd: savedUsd,
      saved_ms: savedMs,
      used_bytes: usedBytes,
    })),
  };
}

type Row = (string | number | null)[];

interface Uses {
  readonly select: string;
  readonly where: string;
  readonly read: (row: Row) => CacheUse;
}

/** A hit saves what deciding takes longer than looking up did. */
async function decisionUses(traffic: Traffic, entryBytes: number | null): Promise<Uses> {
  const [asked, found] = await meanOf(traffic, 'overhead_ms', "cache = 'hit'");
  const ms = Math.max(0, (asked ?? 0) - (found ?? 0));
  return {
    select: 'cache_key, created_ms',
    where: 'cache_key IS NOT NULL',
    read: ([key, at]) => ({ key: key as string, atMs: at as number, bytes: entryBytes ?? 0, usd: 0, ms }),
  };
}

/** A hit saves what the answer cost and the time that it took. Requests with tools are never answered from the cache. */
async function answerUses(traffic: Traffic, entryBytes: number | null): Promise<Uses> {
  const isHit = "coalesce(response_cache, 'off') IN ('hit', 'semantic')";
  const [asked] = await meanOf(traffic, 'total_ms', isHit);
  return {
    select: `cache_key, created_ms, coalesce(output_tokens, 0), coalesce(saved_usd, cost_usd, 0), total_ms, ${isHit}`,
    where: "cache_key IS NOT NULL AND status = 'ok' AND tools = 0",
    read: ([key, at, tokens, usd, ms, hit]) => ({
      key: key as string,
      atMs: at as number,
      bytes: entryBytes ?? ANSWER_BYTES + (tokens as number) * BYTES_PER_TOKEN,
      usd: usd as number,
      ms: hit === 1 ? (asked ?? 0) : ((ms as number | null) ?? 0),
    }),
  };
}

/** Mean of a column where a condition does not hold, and where it does; null without any. */
async function meanOf(traffic: Traffic, column: string, condition: string): Promise<[number | null, number | null]> {
  const otherwise = { sum: 0, count: 0 };
  const where = { sum: 0, count: 0 };
  await traffic.read(
    { select: `${condition} AS fits, total(${column}), count(${column})`, rest: 'GROUP BY fits' },
    ([fits, sum, count]) => {
      const each = fits === 1 ? where : otherwise;
      each.sum += sum as number;
      each.count += count as number;
    },
  );
  const mean = ({ sum, count }: typeof where) => (count === 0 ? null : sum / count);
  return [mean(otherwise), mean(where)];
}

/** Mean size of the newest decisions as JSON, which is near to what they take in memory; null without any. */
export function decisionBytes(log: DecisionLog): number | null {
  const { records } = log.page(null, MEASURED);
  if (records.length === 0) return null;
  const bytes = records.reduce((sum, { decision }) => sum + JSON.stringify(decision).length, 0);
  return Math.round(bytes / records.length);
}
