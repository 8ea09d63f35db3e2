/**
 * The console's working set: up to 100,000 decisions as columns of numbers, outside React.
 *
 * A row has a *position* that never changes while it is held; positions grow at the end with new traffic and shrink
 * at the start when older pages are loaded. Candidates of all rows share one circular pool, because rows are evicted
 * in order. Whole records are kept for the most recent rows alone: everything else that a view needs of an older one
 * is fetched when it is opened.
 */
import { costPart, fixedPenalty } from '../../shared/alpha-score.ts';
import {
  BUCKETS,
  type Bucket,
  type Candidate,
  type DecisionRecord,
  type Outcome,
  type StageTimings,
} from '../../shared/decision.ts';
import { Interner } from './interner.ts';
import {
  createWhatIfColumns,
  readWhatIf,
  type WhatIfCell,
  type WhatIfColumns,
  writeWhatIf,
} from './what-if-columns.ts';

const STATUSES = ['pending', 'ok', 'error', 'aborted', 'decision-only'] as const;
export type Status = (typeof STATUSES)[number];

const FLAG_SAMPLE = 1;
const FLAG_SIMULATED = 2;
const FLAG_CACHE_HIT = 4;
const FLAG_EXPLICIT = 8;
const FLAG_STREAMED = 16;
const FLAG_CODE = 32;
const FLAG_MATH = 64;
const FLAG_TOOLS = 128;
const FLAG_IMAGES = 256;
const FLAG_JSON = 512;
const FLAG_CACHE_OFF = 1_024;
const FLAG_LOCKED = 2_048;
const FLAG_PROFILED = 4_096;
const FLAG_ANSWER_CACHED = 8_192;
/** Beside the one before: by its meaning. */
const FLAG_ANSWER_SEMANTIC = 16_384;

const OUTCOME_FLAGS = FLAG_SIMULATED | FLAG_STREAMED | FLAG_ANSWER_CACHED | FLAG_ANSWER_SEMANTIC;

/** Columns of numbers by name; NaN where a value is not known. */
export type NumberColumn =
  | 'created'
  | 'cost'
  | 'overhead'
  | 'total'
  | 'ttft'
  | 'probability'
  | 'alpha'
  | 'tokens'
  | 'margin'
  | 'entropy'
  | 'context'
  | 'fallbacks'
  | 'http';
/** Columns of texts by name; empty where there is none. */
export type TextColumn = 'app' | 'requested' | 'model' | 'effort' | 'provider' | 'dialect' | 'cluster' | 'guards';

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

const FEATURE_FLAGS = {
  code: FLAG_CODE,
  math: FLAG_MATH,
  tools: FLAG_TOOLS,
  image: FLAG_IMAGES,
  json: FLAG_JSON,
} as const;
export type FeatureFlag = keyof typeof FEATURE_FLAGS;

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
  readonly fallbacks: number;
  readonly ttftMs: number | null;
  readonly margin: number | null;
  readonly cacheState: 'hit' | 'miss' | 'off';
  readonly cluster: string;
  readonly dialect: string;
}

interface Columns extends WhatIfColumns {
  readonly seq: Float64Array;
  readonly created: Float64Array;
  readonly cost: Float64Array;
  readonly overhead: Float32Array;
  readonly total: Float32Array;
  readonly ttft: Float32Array;
  readonly margin: Float64Array;
  readonly entropy: Float32Array;
  readonly context: Float32Array;
  readonly probability: Float32Array;
  readonly alpha: Float64Array;
  readonly tokens: Float64Array;
  readonly http: Uint16Array;
  readonly status: Uint8Array;
  readonly bucket: Uint8Array;
  readonly flags: Uint16Array;
  readonly fallbacks: Uint8Array;
  readonly app: Uint32Array;
  readonly requested: Uint32Array;
  readonly model: Uint32Array;
  readonly effort: Uint32Array;
  readonly provider: Uint32Array;
  readonly dialect: Uint32Array;
  readonly cluster: Uint32Array;
  readonly guards: Uint32Array;
  readonly revision: Uint32Array;
  readonly poolStart: Float64Array;
  readonly poolCount: Uint16Array;
}

function createColumns(size: number): Columns {
  return {
    ...createWhatIfColumns(size),
    seq: new Float64Array(size),
    created: new Float64Array(size),
    cost: new Float64Array(size),
    overhead: new Float32Array(size),
    total: new Float32Array(size),
    ttft: new Float32Array(size),
    margin: new Float64Array(size),
    entropy: new Float32Array(size),
    context: new Float32Array(size),
    probability: new Float32Array(size),
    alpha: new Float64Array(size),
    tokens: new Float64Array(size),
    http: new Uint16Array(size),
    status: new Uint8Array(size),
    bucket: new Uint8Array(size),
    flags: new Uint16Array(size),
    fallbacks: new Uint8Array(size),
    app: new Uint32Array(size),
    requested: new Uint32Array(size),
    model: new Uint32Array(size),
    effort: new Uint32Array(size),
    provider: new Uint32Array(size),
    dialect: new Uint32Array(size),
    cluster: new Uint32Array(size),
    guards: new Uint32Array(size),
    revision: new Uint32Array(size),
    poolStart: new Float64Array(size),
    poolCount: new Uint16Array(size),
  };
}

/** Microseconds by stage. */
type Stages = Readonly<Record<StageName, Float32Array>>;

function createStages(size: number): Stages {
  return Object.fromEntries(STAGE_NAMES.map((name) => [name, new Float32Array(size)])) as unknown as Stages;
}

/** Candidates of all rows, addressed by a pool position that is taken modulo the size. */
interface Pool {
  readonly quality: Float64Array;
  readonly cost: Float64Array;
  readonly penalty: Float64Array;
  readonly usd: Float64Array;
  /** Parts that move with the weights of the penalties. */
  readonly latency: Float32Array;
  readonly context: Float32Array;
  readonly leaving: Float32Array;
  readonly target: Uint32Array;
}

function createPool(size: number): Pool {
  return {
    quality: new Float64Array(size),
    cost: new Float64Array(size),
    penalty: new Float64Array(size),
    usd: new Float64Array(size),
    latency: new Float32Array(size),
    context: new Float32Array(size),
    leaving: new Float32Array(size),
    target: new Uint32Array(size),
  };
}

const modulo = (value: number, size: number): number => ((value % size) + size) % size;
const orNaN = (value: number | null): number => value ?? Number.NaN;
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export interface RecordRingOptions {
  readonly capacity?: number;
  /** How many whole records are kept beside the columns. */
  readonly keepWhole?: number;
}

export class RecordRing {
  readonly capacity: number;
  readonly #keepWhole: number;
  #columns: Columns;
  #stages: Stages;
  #ids: (string | null)[];
  #previews: (string | null)[];
  #size: number;
  /** Held rows are the positions in [start, end). */
  #start = 0;
  #end = 0;
  #pool: Pool;
  #poolSize: number;
  #poolStart = 0;
  #poolEnd = 0;
  readonly #positions = new Map<string, number>();
  readonly #whole = new Map<string, DecisionRecord>();
  readonly texts = new Interner();
  #sampleCount = 0;
  #simulatedCount = 0;

  constructor(options: RecordRingOptions = {}) {
    this.capacity = options.capacity ?? 100_000;
    this.#keepWhole = options.keepWhole ?? 1_000;
    this.#size = Math.min(1_024, this.capacity);
    this.#columns = createColumns(this.#size);
    this.#stages = createStages(this.#size);
    this.#ids = new Array(this.#size).fill(null);
    this.#previews = new Array(this.#size).fill(null);
    this.#poolSize = 8_192;
    this.#pool = createPool(this.#poolSize);
  }

  get start(): number {
    return this.#start;
  }
  get end(): number {
    return this.#end;
  }
  get length(): number {
    return this.#end - this.#start;
  }
  get sampleCount(): number {
    return this.#sampleCount;
  }
  get simulatedCount(): number {
    return this.#simulatedCount;
  }
  /** Largest and smallest sequence number held; null when empty. */
  get lastSeq(): number | null {
    return this.length === 0 ? null : (this.#columns.seq[this.#slot(this.#end - 1)] as number);
  }
  get firstSeq(): number | null {
    return this.length === 0 ? null : (this.#columns.seq[this.#slot(this.#start)] as number);
  }

  positionOf(id: string): number | null {
    return this.#positions.get(id) ?? null;
  }

  has(position: number): boolean {
    return position >= this.#start && position < this.#end;
  }

  /** The whole record, if it is one of the recent ones. */
  whole(id: string): DecisionRecord | null {
    return this.#whole.get(id) ?? null;
  }

  clear(): void {
    this.#start = this.#end;
    this.#poolStart = this.#poolEnd;
    this.#positions.clear();
    this.#whole.clear();
    this.#ids.fill(null);
    this.#previews.fill(null);
    this.#sampleCount = 0;
    this.#simulatedCount = 0;
  }

  /** Adds the newest record; one that is held already only brings its outcome up to date. */
  append(record: DecisionRecord): boolean {
    if (this.#positions.has(record.decision.id)) {
      this.update(record.decision.id, record.outcome);
      return false;
    }
    if (this.length === this.capacity) this.#evict();
    this.#reserveRow();
    const count = record.decision.candidates.length;
    this.#reservePool(count);
    const poolStart = this.#poolEnd;
    this.#poolEnd += count;
    this.#write(this.#end, record, poolStart);
    this.#end++;
    this.#remember(record);
    return true;
  }

  /** Adds an older record before all others; refused when the ring is full. */
  prepend(record: DecisionRecord): boolean {
    if (this.length >= this.capacity || this.#positions.has(record.decision.id)) return false;
    this.#reserveRow();
    const count = record.decision.candidates.length;
    this.#reservePool(count);
    this.#poolStart -= count;
    this.#start--;
    this.#write(this.#start, record, this.#poolStart);
    if (this.#whole.size < this.#keepWhole) this.#whole.set(record.decision.id, record);
    return true;
  }

  /** Brings the outcome of a held row up to date. */
  update(id: string, outcome: Outcome): boolean {
    const position = this.#positions.get(id);
    if (position === undefined) return false;
    const slot = this.#slot(position);
    const wasSimulated = ((this.#columns.flags[slot] as number) & FLAG_SIMULATED) !== 0;
    if (outcome.simulated !== wasSimulated) this.#simulatedCount += outcome.simulated ? 1 : -1;
    this.#writeOutcome(slot, outcome);
    this.#columns.revision[slot] = (this.#columns.revision[slot] as number) + 1;
    const whole = this.#whole.get(id);
    if (whole) this.#whole.set(id, { ...whole, outcome });
    return true;
  }

  idAt(position: number): string {
    return this.#ids[this.#slot(position)] ?? '';
  }
  revisionAt(position: number): number {
    return this.#columns.revision[this.#slot(position)] as number;
  }
  createdAt(position: number): number {
    return this.#columns.created[this.#slot(position)] as number;
  }
  previewAt(position: number): string | null {
    return this.#previews[this.#slot(position)] ?? null;
  }
  bucketAt(position: number): Bucket {
    return BUCKETS[this.#columns.bucket[this.#slot(position)] as number] as Bucket;
  }
  statusAt(position: number): Status {
    return STATUSES[this.#columns.status[this.#slot(position)] as number] as Status;
  }
  modelAt(position: number): string {
    return this.texts.textOf(this.#columns.model[this.#slot(position)] as number);
  }
  appAt(position: number): string {
    return this.texts.textOf(this.#columns.app[this.#slot(position)] as number);
  }
  costAt(position: number): number | null {
    return orNull(this.#columns.cost[this.#slot(position)] as number);
  }
  overheadAt(position: number): number | null {
    return orNull(this.#columns.overhead[this.#slot(position)] as number);
  }
  numberAt(position: number, column: NumberColumn): number {
    return this.#columns[column][this.#slot(position)] as number;
  }
  textAt(position: number, column: TextColumn): string {
    return this.texts.textOf(this.#columns[column][this.#slot(position)] as number);
  }
  /** The number that stands for the text in `texts`: comparing it costs nothing. */
  textIdAt(position: number, column: TextColumn): number {
    return this.#columns[column][this.#slot(position)] as number;
  }
  /** Microseconds. */
  stageAt(position: number, stage: StageName): number {
    return this.#stages[stage][this.#slot(position)] as number;
  }
  hasFeature(position: number, feature: FeatureFlag): boolean {
    return this.#flag(position, FEATURE_FLAGS[feature]);
  }
  cacheStateAt(position: number): 'hit' | 'miss' | 'off' {
    if (this.isCacheHit(position)) return 'hit';
    return this.#flag(position, FLAG_CACHE_OFF) ? 'off' : 'miss';
  }
  /** Whether the answer came from the response cache: empty when it did not. */
  responseHitAt(position: number): 'hit' | 'semantic' | '' {
    if (!this.#flag(position, FLAG_ANSWER_CACHED)) return '';
    return this.#flag(position, FLAG_ANSWER_SEMANTIC) ? 'semantic' : 'hit';
  }
  isSample(position: number): boolean {
    return this.#flag(position, FLAG_SAMPLE);
  }
  isSimulated(position: number): boolean {
    return this.#flag(position, FLAG_SIMULATED);
  }
  isCacheHit(position: number): boolean {
    return this.#flag(position, FLAG_CACHE_HIT);
  }
  isExplicit(position: number): boolean {
    return this.#flag(position, FLAG_EXPLICIT);
  }
  /** The turn under way held it to its model. */
  isLocked(position: number): boolean {
    return this.#flag(position, FLAG_LOCKED);
  }
  /** The app's own profile was in force, not the common tuning. */
  isProfiled(position: number): boolean {
    return this.#flag(position, FLAG_PROFILED);
  }
  /** The answer came from the response cache: no model was asked. */
  isAnswerCached(position: number): boolean {
    return this.#flag(position, FLAG_ANSWER_CACHED);
  }
  isStreamed(position: number): boolean {
    return this.#flag(position, FLAG_STREAMED);
  }

  row(position: number): Row {
    const slot = this.#slot(position);
    const columns = this.#columns;
    const http = columns.http[slot] as number;
    return {
      position,
      id: this.#ids[slot] ?? '',
      createdMs: columns.created[slot] as number,
      status: STATUSES[columns.status[slot] as number] as Status,
      httpStatus: http === 0 ? null : http,
      app: this.texts.textOf(columns.app[slot] as number),
      requested: this.texts.textOf(columns.requested[slot] as number),
      model: this.texts.textOf(columns.model[slot] as number),
      effort: this.texts.textOf(columns.effort[slot] as number),
      provider: this.texts.textOf(columns.provider[slot] as number),
      bucket: BUCKETS[columns.bucket[slot] as number] as Bucket,
      probability: columns.probability[slot] as number,
      costUsd: orNull(columns.cost[slot] as number),
      overheadMs: orNull(columns.overhead[slot] as number),
      totalMs: orNull(columns.total[slot] as number),
      tokens: columns.tokens[slot] as number,
      preview: this.#previews[slot] ?? null,
      cacheHit: this.isCacheHit(position),
      simulated: this.isSimulated(position),
      sample: this.isSample(position),
      fallbacks: columns.fallbacks[slot] as number,
      ttftMs: orNull(columns.ttft[slot] as number),
      margin: orNull(columns.margin[slot] as number),
      cacheState: this.cacheStateAt(position),
      cluster: this.texts.textOf(columns.cluster[slot] as number),
      dialect: this.texts.textOf(columns.dialect[slot] as number),
    };
  }

  recordedAlpha(position: number): number {
    return this.#columns.alpha[this.#slot(position)] as number;
  }
  candidateCount(position: number): number {
    return this.#columns.poolCount[this.#slot(position)] as number;
  }
  /** Copies a candidate's score inputs into `target`, so that a sweep over the ring allocates nothing. */
  readCandidate(position: number, index: number, target: CandidateCell): void {
    const at = modulo((this.#columns.poolStart[this.#slot(position)] as number) + index, this.#poolSize);
    target.quality = this.#pool.quality[at] as number;
    target.cost = this.#pool.cost[at] as number;
    target.penalty = this.#pool.penalty[at] as number;
    target.costUsd = this.#pool.usd[at] as number;
    target.target = this.#pool.target[at] as number;
    target.latency = this.#pool.latency[at] as number;
    target.context = this.#pool.context[at] as number;
    target.leaving = this.#pool.leaving[at] as number;
  }

  readWhatIf(position: number, cell: WhatIfCell): void {
    readWhatIf(this.#columns, this.#slot(position), cell);
  }

  #slot(position: number): number {
    return modulo(position, this.#size);
  }

  #flag(position: number, flag: number): boolean {
    return ((this.#columns.flags[this.#slot(position)] as number) & flag) !== 0;
  }

  #write(position: number, record: DecisionRecord, poolStart: number): void {
    const { decision, outcome } = record;
    const slot = this.#slot(position);
    const columns = this.#columns;
    columns.seq[slot] = record.seq;
    columns.created[slot] = decision.created_ms;
    columns.probability[slot] = decision.bucket_probabilities[decision.bucket];
    columns.alpha[slot] = decision.alpha;
    columns.tokens[slot] = decision.features.request_tokens;
    columns.bucket[slot] = BUCKETS.indexOf(decision.bucket);
    columns.app[slot] = this.texts.idOf(record.app ?? '');
    columns.requested[slot] = this.texts.idOf(decision.requested_model);
    columns.model[slot] = this.texts.idOf(decision.model);
    columns.effort[slot] = this.texts.idOf(decision.effort ?? '');
    columns.provider[slot] = this.texts.idOf(decision.provider ?? '');
    columns.revision[slot] = 0;
    columns.flags[slot] =
      (record.sample ? FLAG_SAMPLE : 0) |
      (decision.cache.state === 'hit' ? FLAG_CACHE_HIT : 0) |
      (decision.mode === 'explicit' ? FLAG_EXPLICIT : 0) |
      (decision.cache.state === 'off' ? FLAG_CACHE_OFF : 0) |
      (decision.features.has_code ? FLAG_CODE : 0) |
      (decision.features.has_math ? FLAG_MATH : 0) |
      (decision.features.tools > 0 ? FLAG_TOOLS : 0) |
      (decision.features.images > 0 ? FLAG_IMAGES : 0) |
      (decision.features.json_mode ? FLAG_JSON : 0) |
      (decision.session.state === 'locked' ? FLAG_LOCKED : 0) |
      (decision.profile === null ? 0 : FLAG_PROFILED);
    writeWhatIf(columns, slot, decision);
    columns.margin[slot] = orNaN(decision.margin);
    columns.entropy[slot] = decision.features.ngram_entropy;
    columns.context[slot] = decision.features.context_ratio;
    columns.dialect[slot] = this.texts.idOf(record.dialect);
    columns.cluster[slot] = this.texts.idOf(decision.features.clusters[0]?.label ?? '');
    columns.guards[slot] = this.texts.idOf(decision.guardrails.map(({ id }) => id).join(' '));
    for (const stage of STAGE_NAMES) this.#stages[stage][slot] = decision.timings_us[stage];
    this.#writeOutcome(slot, outcome);
    this.#writeCandidates(slot, record, poolStart);
    this.#ids[slot] = decision.id;
    this.#previews[slot] = record.prompt_preview;
    this.#positions.set(decision.id, position);
    if (record.sample) this.#sampleCount++;
    if (outcome.simulated) this.#simulatedCount++;
  }

  #writeOutcome(slot: number, outcome: Outcome): void {
    const columns = this.#columns;
    columns.status[slot] = STATUSES.indexOf(outcome.status);
    columns.http[slot] = outcome.http_status ?? 0;
    columns.cost[slot] = orNaN(outcome.cost_usd);
    columns.overhead[slot] = orNaN(outcome.overhead_ms);
    columns.total[slot] = orNaN(outcome.total_ms);
    columns.ttft[slot] = orNaN(outcome.ttft_ms);
    columns.fallbacks[slot] = Math.max(0, outcome.attempts.length - 1);
    const kept = (columns.flags[slot] as number) & ~OUTCOME_FLAGS;
    const fromCache = outcome.response_cache === 'hit' || outcome.response_cache === 'semantic';
    columns.flags[slot] =
      kept |
      (outcome.simulated ? FLAG_SIMULATED : 0) |
      (outcome.streamed ? FLAG_STREAMED : 0) |
      (fromCache ? FLAG_ANSWER_CACHED : 0) |
      (outcome.response_cache === 'semantic' ? FLAG_ANSWER_SEMANTIC : 0);
  }

  #writeCandidates(slot: number, record: DecisionRecord, poolStart: number): void {
    const { candidates } = record.decision;
    this.#columns.poolStart[slot] = poolStart;
    this.#columns.poolCount[slot] = candidates.length;
    candidates.forEach((candidate, index) => {
      const at = modulo(poolStart + index, this.#poolSize);
      this.#pool.quality[at] = candidate.quality;
      this.#pool.cost[at] = costPart(candidate);
      this.#pool.penalty[at] = fixedPenalty(candidate);
      this.#pool.usd[at] = orNaN(candidate.cost_usd);
      this.#pool.latency[at] = candidate.penalties.latency_sd;
      this.#pool.context[at] = candidate.penalties.ctx_over_80pct;
      this.#pool.leaving[at] = leavingOf(candidate, record.decision.penalty_weights?.cold_cache);
      this.#pool.target[at] = this.texts.idOf(targetName(candidate.model, candidate.effort));
    });
  }

  #remember(record: DecisionRecord): void {
    this.#whole.set(record.decision.id, record);
    if (this.#whole.size <= this.#keepWhole) return;
    const oldest = this.#whole.keys().next();
    if (!oldest.done) this.#whole.delete(oldest.value);
  }

  #evict(): void {
    const slot = this.#slot(this.#start);
    const id = this.#ids[slot];
    if (id) {
      this.#positions.delete(id);
      this.#whole.delete(id);
    }
    if (this.isSample(this.#start)) this.#sampleCount--;
    if (this.isSimulated(this.#start)) this.#simulatedCount--;
    this.#poolStart = (this.#columns.poolStart[slot] as number) + (this.#columns.poolCount[slot] as number);
    this.#ids[slot] = null;
    this.#previews[slot] = null;
    this.#start++;
  }

  #reserveRow(): void {
    if (this.length < this.#size) return;
    const nextSize = Math.min(this.capacity, this.#size * 2);
    const next = createColumns(nextSize);
    const stages = createStages(nextSize);
    const ids: (string | null)[] = new Array(nextSize).fill(null);
    const previews: (string | null)[] = new Array(nextSize).fill(null);
    for (let position = this.#start; position < this.#end; position++) {
      const from = modulo(position, this.#size);
      const to = modulo(position, nextSize);
      for (const name of Object.keys(next) as (keyof Columns)[]) next[name][to] = this.#columns[name][from] as number;
      for (const name of STAGE_NAMES) stages[name][to] = this.#stages[name][from] as number;
      ids[to] = this.#ids[from] ?? null;
      previews[to] = this.#previews[from] ?? null;
    }
    this.#columns = next;
    this.#stages = stages;
    this.#ids = ids;
    this.#previews = previews;
    this.#size = nextSize;
  }

  #reservePool(count: number): void {
    const held = this.#poolEnd - this.#poolStart;
    if (held + count <= this.#poolSize) return;
    const nextSize = Math.max(this.#poolSize * 2, held + count);
    const next = createPool(nextSize);
    for (let at = this.#poolStart; at < this.#poolEnd; at++) {
      const from = modulo(at, this.#poolSize);
      const to = modulo(at, nextSize);
      for (const name of Object.keys(next) as (keyof Pool)[]) next[name][to] = this.#pool[name][from] as number;
    }
    this.#pool = next;
    this.#poolSize = nextSize;
  }
}

/**
 * Score inputs of one candidate, reused while sweeping: `cost` with what leaving a warm cache costs, `penalty` without.
 * `costUsd` is NaN when unpriced.
 */
export interface CandidateCell {
  quality: number;
  cost: number;
  penalty: number;
  costUsd: number;
  target: number;
  /** The parts of `penalty` and `cost` that move with the weights. */
  latency: number;
  context: number;
  leaving: number;
}

export function createCandidateCell(): CandidateCell {
  return { quality: 0, cost: 0, penalty: 0, costUsd: 0, target: 0, latency: 0, context: 0, leaving: 0 };
}

/** What leaving a warm cache weighed; NaN when it was counted with no weight, so that another cannot be tried. */
function leavingOf({ switch_cost: cost }: Candidate, weight: number | undefined): number {
  if (cost === undefined) return 0;
  return weight === 0 ? Number.NaN : cost;
}

/** `openai/gpt-5.4 · high`: a model at an effort level is one target. */
export function targetName(model: string, effort: string | null): string {
  return effort ? `${model} · ${effort}` : model;
}
