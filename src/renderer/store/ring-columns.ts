/** The columns of the ring: what of a record becomes which number. */
import { BUCKETS, type DecisionRecord, type Outcome, type StageTimings } from '../../shared/decision.ts';
import type { Interner } from './interner.ts';
import { type ColumnsOf, createColumns, resizeColumns } from './typed-columns.ts';
import { WHAT_IF_KINDS, writeWhatIf } from './what-if-columns.ts';

export const STATUSES = ['pending', 'ok', 'error', 'aborted', 'decision-only'] as const;
export type Status = (typeof STATUSES)[number];

/** Bits of the column `flags`. */
export const FLAGS = {
  sample: 1,
  simulated: 2,
  cacheHit: 4,
  explicit: 8,
  streamed: 16,
  code: 32,
  math: 64,
  tools: 128,
  image: 256,
  json: 512,
  cacheOff: 1_024,
  /** The turn under way held it to its model. */
  locked: 2_048,
  /** The app's own profile was in force, not the common tuning. */
  profiled: 4_096,
  /** Two bits: what the response cache had, as the index in `RESPONSE_STATES`. */
  response: 24_576,
  /** It came from a file. */
  imported: 32_768,
  /** Another model than the best by the score was tried, to learn. */
  explored: 65_536,
} as const;

/** What the response cache had for a request. */
export const RESPONSE_STATES = [
  'off',
  'miss',
  'hit',
  'semantic',
] as const satisfies readonly Outcome['response_cache'][];
/** Where the two bits of `FLAGS.response` begin. */
export const RESPONSE_SHIFT = 13;

const OUTCOME_FLAGS = FLAGS.simulated | FLAGS.streamed | FLAGS.response;

/** Flags that tell what a request carries. */
export type FeatureFlag = 'code' | 'math' | 'tools' | 'image' | 'json';

const NUMBER_KINDS = {
  created: Float64Array,
  cost: Float64Array,
  overhead: Float32Array,
  total: Float32Array,
  ttft: Float32Array,
  probability: Float32Array,
  alpha: Float64Array,
  tokens: Float64Array,
  margin: Float64Array,
  entropy: Float32Array,
  context: Float32Array,
  fallbacks: Uint8Array,
  http: Uint16Array,
} as const;
/** Columns of numbers by name; NaN where a value is not known. */
export type NumberColumn = keyof typeof NUMBER_KINDS;

const TEXT_KINDS = {
  app: Uint32Array,
  requested: Uint32Array,
  model: Uint32Array,
  effort: Uint32Array,
  provider: Uint32Array,
  /** What answered, else what was chosen. */
  answered: Uint32Array,
  answerer: Uint32Array,
  dialect: Uint32Array,
  cluster: Uint32Array,
  guards: Uint32Array,
  profile: Uint32Array,
} as const;
/** Columns of texts by name; empty where there is none. */
export type TextColumn = keyof typeof TEXT_KINDS;

export const STAGE_NAMES = [
  'auth',
  'cache',
  'features',
  'tokenize',
  'embed',
  'signals',
  'clusters',
  'triage',
  'scoring',
  'hooks',
  'total',
] as const satisfies readonly (keyof StageTimings)[];
export type StageName = (typeof STAGE_NAMES)[number];

const KINDS = {
  ...WHAT_IF_KINDS,
  ...NUMBER_KINDS,
  ...TEXT_KINDS,
  seq: Float64Array,
  status: Uint8Array,
  bucket: Uint8Array,
  flags: Uint32Array,
  revision: Uint32Array,
  /** Where the row's candidates are in the pool. */
  poolStart: Float64Array,
  poolCount: Uint16Array,
} as const;

/** Microseconds by stage. */
const STAGE_KINDS = Object.fromEntries(STAGE_NAMES.map((name) => [name, Float32Array])) as Record<
  StageName,
  Float32ArrayConstructor
>;

export interface RingColumns {
  readonly numbers: ColumnsOf<typeof KINDS>;
  readonly stages: ColumnsOf<typeof STAGE_KINDS>;
}

export function createRingColumns(size: number): RingColumns {
  return { numbers: createColumns(KINDS, size), stages: createColumns(STAGE_KINDS, size) };
}

export function resizeRingColumns(
  { numbers, stages }: RingColumns,
  sizes: { readonly from: number; readonly to: number },
  start: number,
  end: number,
): RingColumns {
  return {
    numbers: resizeColumns(KINDS, numbers, sizes, start, end),
    stages: resizeColumns(STAGE_KINDS, stages, sizes, start, end),
  };
}

const orNaN = (value: number | null): number => value ?? Number.NaN;
const flag = (bit: number, set: boolean): number => (set ? bit : 0);

/** Writes all but the candidates. */
export function writeRecord(columns: RingColumns, slot: number, record: DecisionRecord, texts: Interner): void {
  const { decision, outcome } = record;
  const { numbers, stages } = columns;
  const { features, session, cache } = decision;
  numbers.seq[slot] = record.seq;
  numbers.revision[slot] = 0;
  numbers.created[slot] = decision.created_ms;
  numbers.probability[slot] = decision.bucket_probabilities[decision.bucket];
  numbers.alpha[slot] = decision.alpha;
  numbers.tokens[slot] = features.request_tokens;
  numbers.margin[slot] = orNaN(decision.margin);
  numbers.entropy[slot] = features.ngram_entropy;
  numbers.context[slot] = features.context_ratio;
  numbers.bucket[slot] = BUCKETS.indexOf(decision.bucket);
  numbers.app[slot] = texts.idOf(record.app ?? '');
  numbers.requested[slot] = texts.idOf(decision.requested_model);
  numbers.model[slot] = texts.idOf(decision.model);
  numbers.effort[slot] = texts.idOf(decision.effort ?? '');
  numbers.provider[slot] = texts.idOf(decision.provider ?? '');
  numbers.answered[slot] = texts.idOf(decision.model);
  numbers.answerer[slot] = texts.idOf(decision.provider ?? '');
  numbers.profile[slot] = texts.idOf(decision.profile ?? '');
  numbers.dialect[slot] = texts.idOf(record.dialect);
  numbers.cluster[slot] = texts.idOf(features.clusters[0]?.label ?? '');
  numbers.guards[slot] = texts.idOf(decision.guardrails.map(({ id }) => id).join(' '));
  numbers.flags[slot] =
    flag(FLAGS.sample, record.sample) |
    flag(FLAGS.imported, record.imported === true) |
    flag(FLAGS.cacheHit, cache.state === 'hit') |
    flag(FLAGS.cacheOff, cache.state === 'off') |
    flag(FLAGS.explicit, decision.mode === 'explicit') |
    flag(FLAGS.code, features.has_code) |
    flag(FLAGS.math, features.has_math) |
    flag(FLAGS.tools, features.tools > 0) |
    flag(FLAGS.image, features.images > 0) |
    flag(FLAGS.json, features.json_mode) |
    flag(FLAGS.locked, session.state === 'locked') |
    flag(FLAGS.explored, Boolean(decision.exploration)) |
    flag(FLAGS.profiled, decision.profile !== null);
  writeWhatIf(numbers, slot, decision);
  for (const stage of STAGE_NAMES) stages[stage][slot] = decision.timings_us[stage];
  writeOutcome(columns, slot, outcome, texts);
}

/** Writes what is known once a request was answered. */
export function writeOutcome({ numbers }: RingColumns, slot: number, outcome: Outcome, texts: Interner): void {
  numbers.status[slot] = STATUSES.indexOf(outcome.status);
  if (outcome.served_model !== null) numbers.answered[slot] = texts.idOf(outcome.served_model);
  if (outcome.served_provider !== null) numbers.answerer[slot] = texts.idOf(outcome.served_provider);
  numbers.http[slot] = outcome.http_status ?? 0;
  numbers.cost[slot] = orNaN(outcome.cost_usd);
  numbers.overhead[slot] = orNaN(outcome.overhead_ms);
  numbers.total[slot] = orNaN(outcome.total_ms);
  numbers.ttft[slot] = orNaN(outcome.ttft_ms);
  numbers.fallbacks[slot] = Math.max(0, outcome.attempts.length - 1);
  numbers.flags[slot] =
    ((numbers.flags[slot] as number) & ~OUTCOME_FLAGS) |
    flag(FLAGS.simulated, outcome.simulated) |
    flag(FLAGS.streamed, outcome.streamed) |
    (RESPONSE_STATES.indexOf(outcome.response_cache) << RESPONSE_SHIFT);
}
