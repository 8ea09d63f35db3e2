import type { Decision, Outcome } from '../../shared/decision.ts';

/** Providers that refused a stored key in their last answer. */
export class RejectedKeys {
  readonly #providers = new Set<string>();

  get providers(): readonly string[] {
    return [...this.#providers];
  }

  /** Whether these attempts could change the set: most cannot, and need no closer look. */
  concerns({ attempts }: Pick<Outcome, 'attempts'>): boolean {
    return attempts.some(({ provider, error }) =>
      this.#providers.has(provider) ? error === null : error === 'auth_rejected',
    );
  }

  /**
   * Takes the attempts of a request into account.
   *
   * @param auth What the request brought: a refused credential of the caller's own is the caller's business.
   * @returns true when the set changed.
   */
  note({ attempts }: Pick<Outcome, 'attempts'>, auth: Decision['auth'] | null): boolean {
    let changed = false;
    for (const { provider, error } of attempts) {
      if (error === 'auth_rejected' && auth?.provider !== provider && !this.#providers.has(provider)) {
        this.#providers.add(provider);
        changed = true;
      }
      if (error === null && this.#providers.delete(provider)) changed = true;
    }
    return changed;
  }

  /** The keys were changed: what was refused is another one. True when the set changed. */
  forget(): boolean {
    const changed = this.#providers.size > 0;
    this.#providers.clear();
    return changed;
  }
}
