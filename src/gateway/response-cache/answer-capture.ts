import { StringDecoder } from 'node:string_decoder';
import type { Outcome } from '../../shared/decision.ts';
import type { CanonicalAnswer, CanonicalEvent, DialectName } from '../dialects/canonical.ts';
import type { StreamReader } from '../dialects/dialect.ts';
import { answerReader } from '../dialects/registry.ts';
import { AnswerCollector } from '../dispatch/answer-events.ts';
import type { AnswerReader } from './cache-session.ts';

/** Reads an answer beside its way to the client, in the client's own dialect. Never throws. */
export class AnswerCapture implements AnswerReader {
  readonly #dialect: DialectName;
  readonly #stream: { readonly reader: StreamReader; readonly decoder: StringDecoder } | null;
  readonly #collector = new AnswerCollector();
  readonly #maxBytes: number;
  readonly #done: (answer: CanonicalAnswer, outcome: Outcome) => void;
  #whole: Buffer | null = null;
  #text = 0;
  #givenUp = false;

  /**
   * @param maxBytes Larger answers are not kept.
   * @param done Called with a complete answer and what became of it.
   */
  constructor(
    dialect: DialectName,
    streamed: boolean,
    maxBytes: number,
    done: (answer: CanonicalAnswer, outcome: Outcome) => void,
  ) {
    this.#dialect = dialect;
    this.#maxBytes = maxBytes;
    this.#done = done;
    this.#stream = streamed
      ? { reader: answerReader(dialect).createStreamReader(), decoder: new StringDecoder('utf8') }
      : null;
  }

  /** Bytes as they go to the client. */
  add(bytes: Buffer): void {
    if (this.#givenUp) return;
    const stream = this.#stream;
    if (stream !== null) this.#read(() => stream.reader.read(stream.decoder.write(bytes)));
    else if (bytes.length > this.#maxBytes) this.#givenUp = true;
    else this.#whole = bytes;
  }

  /** The request ended. */
  end(outcome: Outcome): void {
    if (this.#givenUp || outcome.status !== 'ok') return;
    const answer = this.#answer();
    if (answer !== null) this.#done(answer, outcome);
  }

  #answer(): CanonicalAnswer | null {
    const stream = this.#stream;
    if (stream !== null) {
      this.#read(() => stream.reader.end());
      return this.#givenUp ? null : this.#collector.answer();
    }
    try {
      return this.#whole === null ? null : answerReader(this.#dialect).parseAnswer(JSON.parse(this.#whole.toString()));
    } catch {
      return null;
    }
  }

  #read(read: () => readonly CanonicalEvent[]): void {
    try {
      for (const event of read()) {
        this.#collector.add(event);
        if ('text' in event) this.#text += event.text.length;
      }
      if (this.#text > this.#maxBytes) this.#givenUp = true;
    } catch {
      this.#givenUp = true;
    }
  }
}
