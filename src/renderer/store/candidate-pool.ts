/**
 * What scores the candidates of all rows, one behind the other. Rows are evicted in order, so their candidates are too:
 * the pool is a ring of its own that only grows.
 */
import { costPart, fixedPenalty } from '../../shared/alpha-score.ts';
import type { Candidate, Decision } from '../../shared/decision.ts';
import type { Interner } from './interner.ts';
import { type ColumnsOf, createColumns, modulo, resizeColumns } from './typed-columns.ts';

const KINDS = {
  quality: Float64Array,
  cost: Float64Array,
  penalty: Float64Array,
  usd: Float64Array,
  latency: Float32Array,
  context: Float32Array,
  leaving: Float32Array,
  target: Uint32Array,
} as const;

/**
 * Score inputs of one candidate, reused while sweeping: `cost` with what leaving a warm cache costs, `penalty` without.
 * `costUsd` is NaN when unpriced.
 */
export interface CandidateCell {
  quality: number;
  cost: number;
  penalty: number;
  costUsd: number;
  /** Stands for the model at its effort in the texts of the ring. */
  target: number;
  /** The parts of `penalty` and `cost` that move with the weights. */
  latency: number;
  context: number;
  leaving: number;
}

export function createCandidateCell(): CandidateCell {
  return { quality: 0, cost: 0, penalty: 0, costUsd: 0, target: 0, latency: 0, context: 0, leaving: 0 };
}

const FIRST_SIZE = 8_192;

export class CandidatePool {
  readonly #texts: Interner;
  #size = FIRST_SIZE;
  #columns: ColumnsOf<typeof KINDS> = createColumns(KINDS, FIRST_SIZE);
  /** Held candidates are the places in [start, end). */
  #start = 0;
  #end = 0;

  constructor(texts: Interner) {
    this.#texts = texts;
  }

  /** @returns The place of the first candidate. */
  append(decision: Decision): number {
    const { length } = decision.candidates;
    this.#reserve(length);
    this.#end += length;
    this.#write(this.#end - length, decision);
    return this.#end - length;
  }

  /** @returns The place of the first candidate. */
  prepend(decision: Decision): number {
    const { length } = decision.candidates;
    this.#reserve(length);
    this.#start -= length;
    this.#write(this.#start, decision);
    return this.#start;
  }

  read(place: number, cell: CandidateCell): void {
    const at = modulo(place, this.#size);
    const columns = this.#columns;
    cell.quality = columns.quality[at] as number;
    cell.cost = columns.cost[at] as number;
    cell.penalty = columns.penalty[at] as number;
    cell.costUsd = columns.usd[at] as number;
    cell.target = columns.target[at] as number;
    cell.latency = columns.latency[at] as number;
    cell.context = columns.context[at] as number;
    cell.leaving = columns.leaving[at] as number;
  }

  /** Lets go of what is before `place`. */
  evictTo(place: number): void {
    this.#start = place;
  }

  clear(): void {
    this.#start = this.#end;
  }

  #write(place: number, { candidates, penalty_weights: weights }: Decision): void {
    const columns = this.#columns;
    candidates.forEach((candidate, index) => {
      const at = modulo(place + index, this.#size);
      columns.quality[at] = candidate.quality;
      columns.cost[at] = costPart(candidate);
      columns.penalty[at] = fixedPenalty(candidate);
      columns.usd[at] = candidate.cost_usd ?? Number.NaN;
      columns.latency[at] = candidate.penalties.latency_sd;
      columns.context[at] = candidate.penalties.ctx_over_80pct;
      columns.leaving[at] = leavingOf(candidate, weights?.cold_cache);
      columns.target[at] = this.#texts.idOf(targetName(candidate.model, candidate.effort));
    });
  }

  #reserve(count: number): void {
    const held = this.#end - this.#start;
    if (held + count <= this.#size) return;
    const to = Math.max(this.#size * 2, held + count);
    this.#columns = resizeColumns(KINDS, this.#columns, { from: this.#size, to }, this.#start, this.#end);
    this.#size = to;
  }
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
