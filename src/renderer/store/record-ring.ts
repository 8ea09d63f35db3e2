/**
 * The console's working set: up to 100,000 decisions as columns of numbers, outside React.
 *
 * A row has a *position* that never changes while it is held; positions grow at the end with new traffic and shrink
 * at the start when older pages are loaded. Candidates of all rows share one circular pool, because rows are evicted
 * in order. Whole records are kept for the most recent rows alone: everything else that a view needs of an older one
 * is fetched when it is opened.
 */
import { BUCKETS, type Bucket, type DecisionRecord, isFromCache, type Outcome } from '../../shared/decision.ts';
import { type CandidateCell, CandidatePool } from './candidate-pool.ts';
import { Interner } from './interner.ts';
import {
  createRingColumns,
  type FeatureFlag,
  FLAGS,
  type NumberColumn,
  RESPONSE_SHIFT,
  RESPONSE_STATES,
  type RingColumns,
  resizeRingColumns,
  STATUSES,
  type StageName,
  type Status,
  type TextColumn,
  writeOutcome,
  writeRecord,
} from './ring-columns.ts';
import { modulo } from './typed-columns.ts';
import { readWhatIf, type WhatIfCell } from './what-if-columns.ts';

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export interface RecordRingOptions {
  readonly capacity?: number;
  /** How many whole records are kept beside the columns. */
  readonly keepWhole?: number;
}

export class RecordRing {
  readonly capacity: number;
  readonly #keepWhole: number;
  #columns: RingColumns;
  #ids: (string | null)[];
  #previews: (string | null)[];
  #size: number;
  /** Held rows are the positions in [start, end). */
  #start = 0;
  #end = 0;
  readonly #positions = new Map<string, number>();
  readonly #whole = new Map<string, DecisionRecord>();
  readonly texts = new Interner();
  readonly #pool = new CandidatePool(this.texts);
  #sampleCount = 0;
  #simulatedCount = 0;

  constructor(options: RecordRingOptions = {}) {
    this.capacity = options.capacity ?? 100_000;
    this.#keepWhole = options.keepWhole ?? 1_000;
    this.#size = Math.min(1_024, this.capacity);
    this.#columns = createRingColumns(this.#size);
    this.#ids = new Array(this.#size).fill(null);
    this.#previews = new Array(this.#size).fill(null);
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
    return this.length === 0 ? null : (this.#columns.numbers.seq[this.#slot(this.#end - 1)] as number);
  }
  get firstSeq(): number | null {
    return this.length === 0 ? null : (this.#columns.numbers.seq[this.#slot(this.#start)] as number);
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
    this.#pool.clear();
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
    this.#write(this.#end, record, this.#pool.append(record.decision));
    this.#end++;
    this.#remember(record);
    return true;
  }

  /** Adds an older record before all others; refused when the ring is full. */
  prepend(record: DecisionRecord): boolean {
    if (this.length >= this.capacity || this.#positions.has(record.decision.id)) return false;
    this.#reserveRow();
    this.#start--;
    this.#write(this.#start, record, this.#pool.prepend(record.decision));
    if (this.#whole.size < this.#keepWhole) this.#whole.set(record.decision.id, record);
    return true;
  }

  /** Lets go of the rows before a position. */
  dropBefore(position: number): void {
    while (this.#start < Math.min(position, this.#end)) this.#evict();
  }

  /** Brings the outcome of a held row up to date. */
  update(id: string, outcome: Outcome): boolean {
    const position = this.#positions.get(id);
    if (position === undefined) return false;
    const slot = this.#slot(position);
    const { numbers } = this.#columns;
    if (outcome.simulated !== this.isSimulated(position)) this.#simulatedCount += outcome.simulated ? 1 : -1;
    writeOutcome(this.#columns, slot, outcome, this.texts);
    numbers.revision[slot] = (numbers.revision[slot] as number) + 1;
    const whole = this.#whole.get(id);
    if (whole) this.#whole.set(id, { ...whole, outcome });
    return true;
  }

  idAt(position: number): string {
    return this.#ids[this.#slot(position)] ?? '';
  }
  seqAt(position: number): number {
    return this.#columns.numbers.seq[this.#slot(position)] as number;
  }
  revisionAt(position: number): number {
    return this.#columns.numbers.revision[this.#slot(position)] as number;
  }
  createdAt(position: number): number {
    return this.#columns.numbers.created[this.#slot(position)] as number;
  }
  previewAt(position: number): string | null {
    return this.#previews[this.#slot(position)] ?? null;
  }
  bucketAt(position: number): Bucket {
    return BUCKETS[this.#columns.numbers.bucket[this.#slot(position)] as number] as Bucket;
  }
  statusAt(position: number): Status {
    return STATUSES[this.#columns.numbers.status[this.#slot(position)] as number] as Status;
  }
  modelAt(position: number): string {
    return this.texts.textOf(this.#columns.numbers.model[this.#slot(position)] as number);
  }
  appAt(position: number): string {
    return this.texts.textOf(this.#columns.numbers.app[this.#slot(position)] as number);
  }
  costAt(position: number): number | null {
    return orNull(this.#columns.numbers.cost[this.#slot(position)] as number);
  }
  overheadAt(position: number): number | null {
    return orNull(this.#columns.numbers.overhead[this.#slot(position)] as number);
  }
  numberAt(position: number, column: NumberColumn): number {
    return this.#columns.numbers[column][this.#slot(position)] as number;
  }
  textAt(position: number, column: TextColumn): string {
    return this.texts.textOf(this.#columns.numbers[column][this.#slot(position)] as number);
  }
  /** The number that stands for the text in `texts`: comparing it costs nothing. */
  textIdAt(position: number, column: TextColumn): number {
    return this.#columns.numbers[column][this.#slot(position)] as number;
  }
  /** Microseconds. */
  stageAt(position: number, stage: StageName): number {
    return this.#columns.stages[stage][this.#slot(position)] as number;
  }
  hasFeature(position: number, feature: FeatureFlag): boolean {
    return this.#flag(position, FLAGS[feature]);
  }
  cacheStateAt(position: number): 'hit' | 'miss' | 'off' {
    if (this.isCacheHit(position)) return 'hit';
    return this.#flag(position, FLAGS.cacheOff) ? 'off' : 'miss';
  }
  /** What the response cache had for it. */
  responseStateAt(position: number): Outcome['response_cache'] {
    const flags = this.#columns.numbers.flags[this.#slot(position)] as number;
    return RESPONSE_STATES[(flags & FLAGS.response) >> RESPONSE_SHIFT] ?? 'off';
  }
  isSample(position: number): boolean {
    return this.#flag(position, FLAGS.sample);
  }
  /** It came from a file. */
  isImported(position: number): boolean {
    return this.#flag(position, FLAGS.imported);
  }
  isSimulated(position: number): boolean {
    return this.#flag(position, FLAGS.simulated);
  }
  isCacheHit(position: number): boolean {
    return this.#flag(position, FLAGS.cacheHit);
  }
  isExplicit(position: number): boolean {
    return this.#flag(position, FLAGS.explicit);
  }
  /** The turn under way held it to its model. */
  isLocked(position: number): boolean {
    return this.#flag(position, FLAGS.locked);
  }
  /** Another model than the best by the score was tried, to learn what it is worth. */
  isExplored(position: number): boolean {
    return this.#flag(position, FLAGS.explored);
  }
  /** The score alone chose among the candidates. */
  isByScore(position: number): boolean {
    return !this.#flag(position, FLAGS.explicit | FLAGS.locked | FLAGS.explored);
  }
  /** The app's own profile was in force, not the common tuning. */
  isProfiled(position: number): boolean {
    return this.#flag(position, FLAGS.profiled);
  }
  /** The answer came from the response cache: no model was asked. */
  isAnswerCached(position: number): boolean {
    return isFromCache(this.responseStateAt(position));
  }
  isStreamed(position: number): boolean {
    return this.#flag(position, FLAGS.streamed);
  }

  recordedAlpha(position: number): number {
    return this.#columns.numbers.alpha[this.#slot(position)] as number;
  }
  candidateCount(position: number): number {
    return this.#columns.numbers.poolCount[this.#slot(position)] as number;
  }
  /** Copies a candidate's score inputs into `target`, so that a sweep over the ring allocates nothing. */
  readCandidate(position: number, index: number, target: CandidateCell): void {
    this.#pool.read((this.#columns.numbers.poolStart[this.#slot(position)] as number) + index, target);
  }

  readWhatIf(position: number, cell: WhatIfCell): void {
    readWhatIf(this.#columns.numbers, this.#slot(position), cell);
  }

  #slot(position: number): number {
    return modulo(position, this.#size);
  }

  #flag(position: number, flag: number): boolean {
    return ((this.#columns.numbers.flags[this.#slot(position)] as number) & flag) !== 0;
  }

  #write(position: number, record: DecisionRecord, poolStart: number): void {
    const slot = this.#slot(position);
    const { id } = record.decision;
    writeRecord(this.#columns, slot, record, this.texts);
    this.#columns.numbers.poolStart[slot] = poolStart;
    this.#columns.numbers.poolCount[slot] = record.decision.candidates.length;
    this.#ids[slot] = id;
    this.#previews[slot] = record.prompt_preview;
    this.#positions.set(id, position);
    if (record.sample) this.#sampleCount++;
    if (record.outcome.simulated) this.#simulatedCount++;
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
    const { poolStart, poolCount } = this.#columns.numbers;
    this.#pool.evictTo((poolStart[slot] as number) + (poolCount[slot] as number));
    this.#ids[slot] = null;
    this.#previews[slot] = null;
    this.#start++;
  }

  #reserveRow(): void {
    if (this.length < this.#size) return;
    const from = this.#size;
    const to = Math.min(this.capacity, from * 2);
    const ids: (string | null)[] = new Array(to).fill(null);
    const previews: (string | null)[] = new Array(to).fill(null);
    for (let position = this.#start; position < this.#end; position++) {
      ids[modulo(position, to)] = this.#ids[modulo(position, from)] ?? null;
      previews[modulo(position, to)] = this.#previews[modulo(position, from)] ?? null;
    }
    this.#columns = resizeRingColumns(this.#columns, { from, to }, this.#start, this.#end);
    this.#ids = ids;
    this.#previews = previews;
    this.#size = to;
  }
}
