import type { Routing } from '../../core/index.ts';
import type { Bucket, Candidate, Effort } from '../../shared/decision.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';

/** One thing to call. */
export interface AttemptTarget {
  /** Catalog id. */
  readonly model: string;
  readonly effort: Effort | null;
  readonly provider: string | null;
}

/** Failures that another model of the same provider would run into as well. */
const PROVIDER_WIDE: ReadonlySet<ErrorCode> = new Set(['auth_rejected', 'provider_unreachable', 'provider_timeout']);
const ACCOUNT_WIDE: ReadonlySet<ErrorCode> = new Set(['provider_rate_limited', 'provider_cooling_down']);

/**
 * What to call, and in which order: the choice, then, unless the model was named or fallbacks are off, the other
 * candidates of the bucket in score order. After a failure those of other providers come first; those of the same
 * provider come last, and not at all when it is the provider that failed. Then follow those that the caller's
 * subscription had kept out, and after the cheap bucket those of mid, unless the bucket was named. After an overflow
 * only models with a larger context are left, those of the hard bucket among them.
 */
export class AttemptPlan {
  readonly #routing: Routing;
  readonly #contextTokens: (model: string) => number | null;
  readonly #failedAt = new Map<string | null, ErrorCode>();
  readonly #known = new Set<string>();
  readonly #added = new Set<Bucket>();
  readonly #isFixed: boolean;
  /** Tokens that a context must have: more than those that the request did not fit into. */
  #minimumContext = 0;
  #left: AttemptTarget[] = [];

  /** @param contextTokens Context window of a model in tokens; null when unknown. */
  constructor(routing: Routing, enableFallbacks: boolean, contextTokens: (model: string) => number | null) {
    const { model, effort, provider, mode, candidates } = routing.decision;
    this.#routing = routing;
    this.#contextTokens = contextTokens;
    this.#isFixed = !enableFallbacks || mode === 'explicit';
    this.#append([{ model, effort, provider }]);
    if (!this.#isFixed) this.#append(candidates);
  }

  /** True when there is nothing left to ask. */
  get isSpent(): boolean {
    return this.#indexOfNext() < 0;
  }

  /** The next target, or undefined when there is none left that could do better. */
  next(): AttemptTarget | undefined {
    const index = this.#indexOfNext();
    return index < 0 ? undefined : this.#left.splice(index, 1)[0];
  }

  /** Notes that a target failed. */
  failed(target: AttemptTarget, code: ErrorCode): void {
    this.#failedAt.set(target.provider, code);
  }

  /**
   * Notes that a request did not fit into a target's context.
   *
   * @returns True when a model with a larger one is left.
   */
  overflowed(target: AttemptTarget): boolean {
    const limit = this.#contextTokens(target.model) ?? 0;
    this.#addBucket('hard');
    this.#minimumContext = Math.max(this.#minimumContext, limit + 1);
    this.#left = this.#left.filter((other) => this.#isLargeEnough(other));
    return this.#left.length > 0;
  }

  #indexOfNext(): number {
    const { bucket, mode } = this.#routing.decision;
    for (;;) {
      const index = this.#find();
      if (index >= 0) return index;
      // The choice itself was the last: whatever else the bucket has, then the next bucket.
      if (this.#addBucket(bucket)) continue;
      if (bucket !== 'cheap' || mode !== 'auto' || !this.#addBucket('mid')) return -1;
    }
  }

  #find(): number {
    const fresh = this.#left.findIndex(({ provider }) => !this.#failedAt.has(provider));
    return fresh >= 0 ? fresh : this.#left.findIndex(({ provider }) => this.#mayAsk(provider));
  }

  /** Adds the candidates of another bucket, once; true when it was done now. */
  #addBucket(bucket: Bucket): boolean {
    if (this.#isFixed || this.#added.has(bucket)) return false;
    this.#added.add(bucket);
    this.#append(this.#routing.candidatesOf(bucket));
    return true;
  }

  #append(targets: readonly (AttemptTarget | Candidate)[]): void {
    for (const { model, effort, provider } of targets) {
      const key = `${model}@${effort ?? ''}`;
      if (this.#known.has(key) || !this.#isLargeEnough({ model })) continue;
      this.#known.add(key);
      this.#left.push({ model, effort, provider });
    }
  }

  #isLargeEnough({ model }: Pick<AttemptTarget, 'model'>): boolean {
    return this.#minimumContext === 0 || (this.#contextTokens(model) ?? 0) >= this.#minimumContext;
  }

  #mayAsk(provider: string | null): boolean {
    const code = this.#failedAt.get(provider);
    if (code === undefined) return true;
    // Anthropic's limits are of the account, so asking for another model only makes them last longer.
    if (provider === 'anthropic' && ACCOUNT_WIDE.has(code)) return false;
    return !PROVIDER_WIDE.has(code);
  }
}
