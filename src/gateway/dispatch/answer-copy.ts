import type { SentAnswer } from '../gateway-options.ts';

/** Keeps the beginning of an answer for the log while it goes to the client. Holds the pieces, copies nothing. */
export class AnswerCopy {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #truncated = false;

  /** @param limit Bytes to keep; 0 = none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get wanted(): boolean {
    return this.#limit > 0;
  }

  add(bytes: Buffer): void {
    if (this.#truncated || !this.wanted) return;
    const room = this.#limit - this.#size;
    const piece = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#truncated = piece !== bytes;
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  /** Null when there was no answer, or none is wanted. */
  answer(): SentAnswer | null {
    if (this.#pieces.length === 0) return null;
    return { bytes: Buffer.concat(this.#pieces, this.#size), truncated: this.#truncated };
  }
}
