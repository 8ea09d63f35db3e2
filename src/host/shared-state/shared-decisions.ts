import { createHmac } from 'node:crypto';
import type { SharedDecisionKey, SharedDecisions } from '../../core/index.ts';
import { type Decision, decisionSchema, NO_SESSION } from '../../shared/decision.ts';
import type { RedisConnection } from './redis-connection.ts';

export interface RedisDecisionsOptions {
  readonly redis: RedisConnection;
  readonly prefix: string;
  /** Keeps the hashes of prompts from being compared with guesses. */
  readonly salt: Uint8Array;
  /** Milliseconds that a decision is kept. */
  ttlMs(): number;
}

/** Decisions in Redis. What is written holds numbers about a prompt and no part of it, neither credential nor session. */
export class RedisDecisions implements SharedDecisions {
  readonly #options: RedisDecisionsOptions;

  constructor(options: RedisDecisionsOptions) {
    this.#options = options;
  }

  async get(key: SharedDecisionKey): Promise<Decision | undefined> {
    const text = await this.#options.redis.ask((client) => client.get(this.#nameOf(key)));
    if (typeof text !== 'string') return undefined;
    try {
      return decisionSchema.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  set(key: SharedDecisionKey, decision: Decision): void {
    // Later: the request that was decided goes on first.
    setImmediate(() => {
      const { redis, ttlMs } = this.#options;
      redis.tell((client) => client.set(this.#nameOf(key), JSON.stringify(withoutRequest(decision)), 'PX', ttlMs()));
    });
  }

  #nameOf({ artifactVersion, configRevision, hash }: SharedDecisionKey): string {
    const { prefix, salt } = this.#options;
    const digest = createHmac('sha256', salt).update(hash).digest('hex').slice(0, 32);
    return `${prefix}:decision:${artifactVersion}:${configRevision}:${digest}`;
  }
}

/** What the next request like it needs; the rest of a decision is about the one that it was made for. */
function withoutRequest(decision: Decision): Decision {
  const { state } = decision.session;
  return {
    ...decision,
    id: '',
    auth: { adapter: 'none', provider: null, credential_class: 'none', reference: null, unused_because: null },
    cache: { state: 'miss', key: '' },
    session: { ...NO_SESSION, state: state === 'locked' ? 'locked' : 'none' },
  };
}
