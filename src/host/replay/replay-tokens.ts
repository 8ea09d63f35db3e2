import { randomUUID } from 'node:crypto';

interface Expected {
  readonly originId: string | null;
  begun(decisionId: string): void;
}

/**
 * How a request that the console sends is recognised when it comes in at the endpoint: by a token that only this process
 * knows. A token that was not given out means nothing.
 */
export class ReplayTokens {
  readonly #expected = new Map<string, Expected>();

  /** A token for one request, which repeats `originId` unless that is null. `begun` settles with the id of its decision; `withdraw` ends the wait. */
  issue(originId: string | null): { token: string; begun: Promise<string>; withdraw: () => void } {
    const token = randomUUID();
    const begun = new Promise<string>((resolve) => this.#expected.set(token, { originId, begun: resolve }));
    return { token, begun, withdraw: () => void this.#expected.delete(token) };
  }

  /** The id of the decision that a new one repeats; null when it repeats none. A token is good for one. */
  take(token: string | null, decisionId: string): string | null {
    if (token === null) return null;
    const expected = this.#expected.get(token);
    if (expected === undefined) return null;
    this.#expected.delete(token);
    expected.begun(decisionId);
    return expected.originId;
  }
}
