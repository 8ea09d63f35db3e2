/** How much the endpoint takes on at once, and who gets a place while places are short. */
import type { IncomingHttpHeaders } from 'node:http';
import { HeimdallError } from '../../core/index.ts';

export interface AdmissionLimits {
  /** Requests at work, streams included. */
  readonly max_in_flight: number;
  /** Bytes of their bodies: they are kept until the answer ends, for another attempt. */
  readonly max_in_flight_bytes: number;
}

/** What a body counts for whose length is not declared. */
const UNDECLARED_BYTES = 1_048_576;

/**
 * Places for requests. Once half of them are taken an app may hold no more than an equal share, so that one that floods
 * the endpoint does not shut out the others; alone, it may have all. Callers without a name share one name.
 */
export class Admission {
  readonly #limits: () => AdmissionLimits;
  readonly #held = new Map<string | null, number>();
  #inFlight = 0;
  #bytes = 0;

  constructor(limits: () => AdmissionLimits) {
    this.#limits = limits;
  }

  /** Requests at work. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * @param bytes Length of the body, of `bodyBytes`.
   * @returns gives the place back; to be called once.
   * @throws {HeimdallError} `overloaded` when there is no place for this app.
   */
  enter(app: string | null, bytes: number): () => void {
    this.#check(app, bytes);
    this.#inFlight++;
    this.#bytes += bytes;
    this.#held.set(app, (this.#held.get(app) ?? 0) + 1);
    return () => this.#leave(app, bytes);
  }

  #leave(app: string | null, bytes: number): void {
    this.#inFlight--;
    this.#bytes -= bytes;
    const held = (this.#held.get(app) ?? 1) - 1;
    if (held === 0) this.#held.delete(app);
    else this.#held.set(app, held);
  }

  #check(app: string | null, bytes: number): void {
    const { max_in_flight: most, max_in_flight_bytes: mostBytes } = this.#limits();
    if (this.#inFlight >= most) throw overloaded(`${most} requests are at work`, 'gateway.max_in_flight');
    // A body that is allowed by itself always fits when there is no other.
    if (this.#bytes > 0 && this.#bytes + bytes > mostBytes) {
      throw overloaded(`the bodies at work fill ${mostBytes} bytes`, 'gateway.max_in_flight_bytes');
    }
    if (this.#inFlight < most / 2) return;
    const held = this.#held.get(app) ?? 0;
    const apps = this.#held.size + (held === 0 ? 1 : 0);
    if (held > 0 && held >= most / apps) {
      throw overloaded(`this app has ${held} requests at work, its share while others wait`, 'gateway.max_in_flight');
    }
  }
}

/** Bytes that a request's body counts for. */
export function bodyBytes({ 'content-length': length, 'transfer-encoding': encoding }: IncomingHttpHeaders): number {
  return length === undefined ? (encoding === undefined ? 0 : UNDECLARED_BYTES) : Number(length);
}

function overloaded(reason: string, setting: string): HeimdallError {
  return new HeimdallError('overloaded', `Heimdall takes no more for the moment: ${reason} (${setting}). Try again.`);
}
