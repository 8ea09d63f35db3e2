/** What the upstream of `bench:gateway` and the load on it agree on. */

/** How the upstream answers from now on; sent to `POST /pace`. */
export interface Pace {
  /** Milliseconds before an answer starts. */
  readonly delay_ms: number;
  /** Content deltas of a stream. */
  readonly tokens: number;
  /** Milliseconds between two of them. */
  readonly gap_ms: number;
}

export const AT_ONCE: Pace = { delay_ms: 0, tokens: 0, gap_ms: 0 };

/** Microseconds of the machine's monotonic clock, which all processes share. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** The text of a token: the moment when the upstream wrote it, so that it passes any gateway. */
export function stamp(us: number): string {
  return ` @${us};`;
}

const STAMP = /@(\d+);/g;

/** Collects the stamps of a stream whose text arrives in pieces that may be cut anywhere. */
export class StampReader {
  private rest = '';

  /** @returns moments of writing in microseconds, in the order of the stream. */
  read(text: string): number[] {
    const whole = this.rest + text;
    const found: number[] = [];
    let end = 0;
    for (const match of whole.matchAll(STAMP)) {
      found.push(Number(match[1]));
      end = match.index + match[0].length;
    }
    this.rest = whole.slice(Math.max(end, whole.lastIndexOf('@')));
    return found;
  }
}
