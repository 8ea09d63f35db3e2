/**
 * What failed a moment ago and is left alone for a while. Three rules:
 *
 * - A 429 cools down the credential at that model for as long as the upstream says, or 5 s. Anthropic's limits are of
 *   the account, so there all its models cool down with it, for 3 to 5 minutes.
 * - Three server errors of a model within 10 s cool it down for 5 s.
 * - Five failures in a row open the circuit of a provider for 30 s; then one request may try, and its fate decides.
 */

/** What is judged: a model of a provider, as reached with one credential. */
export interface HealthKey {
  readonly provider: string;
  readonly baseUrl: string;
  /** Digest or name of the credential, never the credential. */
  readonly credential: string;
  readonly model: string;
}

/** Why something is not asked now. */
export interface CoolingDown {
  readonly reason: string;
  readonly remainingMs: number;
  /** False for pauses that are our own guess: with no other way left they do not hold a request up. */
  readonly firm: boolean;
}

/** Something that is left alone now. */
export interface ActivePause {
  readonly provider: string;
  /** Null: everything of the provider (of one account there). */
  readonly model: string | null;
  readonly reason: string;
  readonly remainingMs: number;
}

interface Pause {
  readonly provider: string;
  readonly model: string | null;
  readonly untilMs: number;
  readonly reason: string;
  readonly firm: boolean;
}

interface Circuit {
  readonly provider: string;
  failures: number;
  openUntilMs: number;
  probing: boolean;
}

const DEFAULT_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 3_600_000;
const ANTHROPIC_PAUSE_MS = { min: 180_000, max: 300_000 };
const BURST = { failures: 3, withinMs: 10_000 };
const CIRCUIT = { failures: 5, openMs: 30_000 };
/** Past this many entries those that are over are thrown away. */
const MAX_ENTRIES = 1_000;

export class ProviderHealth {
  readonly #now: () => number;
  readonly #pauses = new Map<string, Pause>();
  readonly #bursts = new Map<string, number[]>();
  readonly #circuits = new Map<string, Circuit>();

  /** @param now Monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Null when the target may be asked now. Whoever gets null must say how it went: `failed`, `limited`, `answered` or
   * `released`.
   *
   * @param lastWay Whether there is nothing else to ask: pauses that are a guess do not count then.
   */
  check(key: HealthKey, lastWay: () => boolean): CoolingDown | null {
    const now = this.#now();
    for (const name of [accountOf(key), modelOf(key)]) {
      const pause = this.#pauses.get(name);
      if (pause === undefined || pause.untilMs <= now || (!pause.firm && lastWay())) continue;
      return { reason: pause.reason, remainingMs: pause.untilMs - now, firm: pause.firm };
    }
    const circuit = this.#circuits.get(serverOf(key));
    if (circuit === undefined || circuit.failures < CIRCUIT.failures) return null;
    if (circuit.openUntilMs <= now && !circuit.probing) {
      circuit.probing = true;
      return null;
    }
    return { reason: openReason(circuit), remainingMs: Math.max(1_000, circuit.openUntilMs - now), firm: true };
  }

  /** All that is left alone now. Credentials are not told apart. */
  active(): ActivePause[] {
    const now = this.#now();
    const pauses = [...this.#pauses.values()].map(({ provider, model, reason, untilMs }) => ({
      provider,
      model,
      reason,
      remainingMs: untilMs - now,
    }));
    const open = [...this.#circuits.values()].filter(({ failures }) => failures >= CIRCUIT.failures);
    const circuits = open.map((circuit) => ({
      provider: circuit.provider,
      model: null,
      reason: openReason(circuit),
      remainingMs: circuit.openUntilMs - now,
    }));
    return [...pauses, ...circuits].filter(({ remainingMs }) => remainingMs > 0);
  }

  /** The upstream began an answer (or refused the request itself): it is there. */
  answered(key: HealthKey): void {
    const circuit = this.#circuits.get(serverOf(key));
    if (circuit !== undefined) Object.assign(circuit, { probing: false, openUntilMs: 0 });
  }

  /** An answer came to its end. */
  succeeded(key: HealthKey): void {
    this.#circuits.delete(serverOf(key));
    this.#bursts.delete(modelOf(key));
  }

  /** Nothing was learned, because the client left. */
  released(key: HealthKey): void {
    const circuit = this.#circuits.get(serverOf(key));
    if (circuit !== undefined) circuit.probing = false;
  }

  /** The upstream answered 429, or that the account's quota is used up. */
  limited(key: HealthKey, retryAfterMs: number | null): void {
    this.answered(key);
    const wait = retryAfterMs ?? DEFAULT_PAUSE_MS;
    if (key.provider === 'anthropic') {
      const ms = Math.min(Math.max(wait, ANTHROPIC_PAUSE_MS.min), ANTHROPIC_PAUSE_MS.max);
      this.#pause(
        accountOf(key),
        { ...key, model: null },
        ms,
        'Anthropic said that the limit of this account is reached',
        true,
      );
      return;
    }
    this.#pause(modelOf(key), key, wait, `${key.provider} said that the rate limit is reached`, retryAfterMs !== null);
  }

  /** No answer, a server error, or an answer that broke off. */
  failed(key: HealthKey, retryAfterMs: number | null): void {
    const now = this.#now();
    const server = serverOf(key);
    const circuit = this.#circuits.get(server) ?? {
      provider: key.provider,
      failures: 0,
      openUntilMs: 0,
      probing: false,
    };
    circuit.failures++;
    circuit.probing = false;
    if (circuit.failures >= CIRCUIT.failures) circuit.openUntilMs = now + CIRCUIT.openMs;
    this.#circuits.set(server, circuit);
    const model = modelOf(key);
    const recent = (this.#bursts.get(model) ?? []).filter((time) => time > now - BURST.withinMs);
    recent.push(now);
    if (this.#bursts.size >= MAX_ENTRIES) this.#bursts.clear();
    this.#bursts.set(model, recent);
    if (retryAfterMs !== null) this.#pause(model, key, retryAfterMs, `${key.provider} asked to wait`, true);
    else if (recent.length >= BURST.failures) {
      this.#pause(model, key, DEFAULT_PAUSE_MS, `${key.provider} failed ${recent.length} times within seconds`, false);
    }
  }

  #pause(
    name: string,
    { provider, model }: Pick<ActivePause, 'provider' | 'model'>,
    ms: number,
    reason: string,
    firm: boolean,
  ): void {
    const now = this.#now();
    if (this.#pauses.size >= MAX_ENTRIES) {
      for (const [other, { untilMs }] of this.#pauses) if (untilMs <= now) this.#pauses.delete(other);
    }
    this.#pauses.set(name, { provider, model, untilMs: now + Math.min(ms, MAX_PAUSE_MS), reason, firm });
  }
}

function openReason({ provider, failures }: Circuit): string {
  return `${provider} failed ${failures} times in a row`;
}

const accountOf = ({ provider, credential }: HealthKey): string => `${provider} ${credential}`;
const modelOf = (key: HealthKey): string => `${accountOf(key)} ${key.model}`;
const serverOf = ({ provider, baseUrl }: HealthKey): string => `${provider} ${baseUrl}`;
