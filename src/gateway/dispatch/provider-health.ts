/**
 * What failed a moment ago and is left alone for a while. Three rules:
 *
 * - A 429 cools down the credential at that model for as long as the upstream says, or 5 s. Anthropic's limits are of
 *   the account, so there all its models cool down with it, for 3 to 5 minutes.
 * - Three server errors of a model within 10 s cool it down for 5 s.
 * - Five failures in a row open the circuit of a provider for 30 s; then one request may try, and its fate decides.
 */

import { createHash } from 'node:crypto';
import { HOUR_MS } from '../../shared/durations.ts';
import type { HealthExchange, HealthNews } from './health-exchange.ts';

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
const MAX_PAUSE_MS = HOUR_MS;
const ANTHROPIC_PAUSE_MS = { min: 180_000, max: 300_000 };
const BURST = { failures: 3, withinMs: 10_000 };
const CIRCUIT = { failures: 5, openMs: 30_000 };
/** Past this many entries those that are over are thrown away. */
const MAX_ENTRIES = 1_000;

export class ProviderHealth {
  readonly #now: () => number;
  readonly #exchange: HealthExchange | null;
  readonly #stopListening: () => void;
  readonly #pauses = new Map<string, Pause>();
  readonly #bursts = new Map<string, number[]>();
  readonly #circuits = new Map<string, Circuit>();

  /**
   * @param now Monotonic milliseconds.
   * @param exchange With other processes; null: there are none.
   */
  constructor(now: () => number, exchange: HealthExchange | null = null) {
    this.#now = now;
    this.#exchange = exchange;
    this.#stopListening = exchange?.listen((news) => this.#hear(news)) ?? (() => {});
  }

  /** Hears no more of other processes. */
  close(): void {
    this.#stopListening();
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
    const name = serverOf(key);
    if ((this.#circuits.get(name)?.failures ?? 0) >= CIRCUIT.failures) this.#exchange?.tell({ kind: 'closed', name });
    this.#circuits.delete(name);
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
    this.#circuits.set(server, circuit);
    if (circuit.failures >= CIRCUIT.failures) {
      circuit.openUntilMs = now + CIRCUIT.openMs;
      const { provider, failures } = circuit;
      this.#exchange?.tell({ kind: 'opened', name: server, provider, failures, ms: CIRCUIT.openMs });
    }
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
    this.#forgetOver();
    const bounded = Math.min(ms, MAX_PAUSE_MS);
    this.#pauses.set(name, { provider, model, untilMs: now + bounded, reason, firm });
    this.#exchange?.tell({ kind: 'paused', name, provider, model, ms: bounded, reason, firm });
  }

  /** Takes over what another process learned, unless it is known here for longer. */
  #hear(news: HealthNews): void {
    const { name } = news;
    if (news.kind === 'closed') {
      this.#circuits.delete(name);
      return;
    }
    const untilMs = this.#now() + Math.min(news.ms, MAX_PAUSE_MS);
    if (news.kind === 'opened') {
      const { provider, failures } = news;
      const openUntilMs = Math.max(untilMs, this.#circuits.get(name)?.openUntilMs ?? 0);
      this.#circuits.set(name, { provider, failures, openUntilMs, probing: false });
      return;
    }
    if ((this.#pauses.get(name)?.untilMs ?? 0) >= untilMs) return;
    this.#forgetOver();
    const { provider, model, reason, firm } = news;
    this.#pauses.set(name, { provider, model, untilMs, reason, firm });
  }

  #forgetOver(): void {
    if (this.#pauses.size < MAX_ENTRIES) return;
    const now = this.#now();
    for (const [name, { untilMs }] of this.#pauses) if (untilMs <= now) this.#pauses.delete(name);
  }
}

function openReason({ provider, failures }: Circuit): string {
  return `${provider} failed ${failures} times in a row`;
}

const accountOf = ({ provider, credential }: HealthKey): string => `${provider} ${credential}`;
const modelOf = (key: HealthKey): string => `${accountOf(key)} ${key.model}`;
/** An address may hold what is nobody else's business, so other processes are told its digest. */
const serverOf = ({ provider, baseUrl }: HealthKey): string => `${provider} ${digestOf(baseUrl)}`;

const digests = new Map<string, string>();

function digestOf(address: string): string {
  const known = digests.get(address);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(address).digest('base64url').slice(0, 16);
  // As many as there are providers, but settings may be edited for a long time.
  if (digests.size >= MAX_ENTRIES) digests.clear();
  digests.set(address, digest);
  return digest;
}
