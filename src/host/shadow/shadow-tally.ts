import { KEPT_DIFFERENCES } from '../../shared/console/shadow-contract.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { BUCKETS, type Decision } from '../../shared/decision.ts';
import { type Comparison, describeDifference } from './compare-decisions.ts';

type Status = ConsoleOutput<'shadow.status'>;
type Kept = Omit<ConsoleOutput<'shadow.differences'>['differences'][number], 'prompt_preview'>;

/** What the numbers of a shadow are made of; a new one for each start. */
export class ShadowTally {
  readonly sinceMs: number;
  dropped = 0;
  #compared = 0;
  #differ = 0;
  #failed = 0;
  #failure: string | null = null;
  #sample = 0;
  #simulated = 0;
  #costLive = 0;
  #costShadow = 0;
  #unpriced = 0;
  readonly #quality = { live: 0, shadow: 0, count: 0 };
  readonly #byShadow = { delta: 0, count: 0 };
  readonly #flow = new Map(
    BUCKETS.flatMap((from) => BUCKETS.map((to) => [`${from} ${to}`, { from, to, count: 0, differ: 0 }])),
  );
  /** Oldest first. */
  #kept: Kept[] = [];

  /** @param sinceMs Unix time in milliseconds. */
  constructor(sinceMs: number) {
    this.sinceMs = sinceMs;
  }

  /** Rises with everything that is counted. */
  get changes(): number {
    return this.#compared + this.#failed + this.dropped;
  }

  fail(reason: string): void {
    this.#failed++;
    this.#failure = reason;
  }

  add(live: Decision, shadow: Decision, comparison: Comparison, kind: { sample: boolean; simulated: boolean }): void {
    const { differs, from, to } = comparison;
    const { cost, quality } = comparison.live;
    const own = comparison.shadow.quality;
    this.#compared++;
    if (kind.sample) this.#sample++;
    if (kind.simulated) this.#simulated++;
    if (cost === null) this.#unpriced++;
    else {
      this.#costLive += cost[0];
      this.#costShadow += cost[1];
    }
    if (quality !== null) {
      this.#quality.live += quality[0];
      this.#quality.shadow += quality[1];
      this.#quality.count++;
    }
    if (own !== null) {
      this.#byShadow.delta += own[1] - own[0];
      this.#byShadow.count++;
    }
    const cell = this.#flow.get(`${from} ${to}`);
    if (cell !== undefined) {
      cell.count++;
      if (differs) cell.differ++;
    }
    if (!differs) return;
    this.#differ++;
    this.#kept.push({ ...describeDifference(live, shadow, comparison), ...kind });
    if (this.#kept.length > KEPT_DIFFERENCES) this.#kept.shift();
  }

  numbers(): Omit<Status, 'state' | 'of' | 'waiting' | 'notice'> {
    const { live, shadow, count } = this.#quality;
    return {
      since_ms: this.sinceMs,
      compared: this.#compared,
      differ: this.#differ,
      dropped: this.dropped,
      failed: this.#failed,
      failure: this.#failure,
      sample: this.#sample,
      simulated: this.#simulated,
      cost_live_usd: this.#costLive,
      cost_shadow_usd: this.#costShadow,
      unpriced: this.#unpriced,
      quality_live: count === 0 ? null : live / count,
      quality_shadow: count === 0 ? null : shadow / count,
      quality_delta_by_shadow: this.#byShadow.count === 0 ? null : this.#byShadow.delta / this.#byShadow.count,
      flow: [...this.#flow.values()].filter((cell) => cell.count > 0).map((cell) => ({ ...cell })),
    };
  }

  /** Newest first. */
  differences(limit: number): { readonly kept: Kept[]; readonly total: number } {
    return { kept: this.#kept.slice(-limit).reverse(), total: this.#differ };
  }
}
