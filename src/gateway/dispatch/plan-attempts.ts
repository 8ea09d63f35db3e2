import type { Decision, Effort } from '../../shared/decision.ts';
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
 * provider come last, and not at all when it is the provider that failed. After an overflow only models with a larger
 * context are left.
 */
export class AttemptPlan {
  #left: AttemptTarget[];
  readonly #failedAt = new Map<string | null, ErrorCode>();
  readonly #contextTokens: (model: string) => number | null;

  /** @param contextTokens Context window of a model in tokens; null when unknown. */
  constructor(decision: Decision, enableFallbacks: boolean, contextTokens: (model: string) => number | null) {
    const { model, effort, provider, mode, candidates } = decision;
    this.#contextTokens = contextTokens;
    this.#left = [{ model, effort, provider }];
    if (!enableFallbacks || mode === 'explicit') return;
    for (const candidate of candidates) {
      const known = this.#left.some((target) => target.model === candidate.model && target.effort === candidate.effort);
      if (known) continue;
      this.#left.push({ model: candidate.model, effort: candidate.effort, provider: candidate.provider });
    }
  }

  /** True when there is nothing left to ask. */
  get isSpent(): boolean {
    return !this.#left.some(({ provider }) => this.#mayAsk(provider));
  }

  /** The next target, or undefined when there is none left that could do better. */
  next(): AttemptTarget | undefined {
    const fresh = this.#left.findIndex(({ provider }) => !this.#failedAt.has(provider));
    const index = fresh >= 0 ? fresh : this.#left.findIndex(({ provider }) => this.#mayAsk(provider));
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
    this.#left = this.#left.filter(({ model }) => (this.#contextTokens(model) ?? 0) > limit);
    return this.#left.length > 0;
  }

  #mayAsk(provider: string | null): boolean {
    const code = this.#failedAt.get(provider);
    if (code === undefined) return true;
    // Anthropic's limits are of the account, so asking for another model only makes them last longer.
    if (provider === 'anthropic' && ACCOUNT_WIDE.has(code)) return false;
    return !PROVIDER_WIDE.has(code);
  }
}
