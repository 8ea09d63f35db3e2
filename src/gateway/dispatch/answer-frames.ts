/** The frames of a streamed answer on their way from the upstream to the client: passed on, or translated. */
import { StringDecoder } from 'node:string_decoder';
import type { CanonicalEvent, CanonicalUsage, StreamError } from '../dialects/canonical.ts';
import type { StreamReader, StreamWriter } from '../dialects/dialect.ts';
import { SseFrames } from '../dialects/openai-chat/sse-frames.ts';
import { EventTally } from './event-tally.ts';
import type { AttemptContext, PreparedAttempt } from './prepare-attempt.ts';

export interface AnswerFrames {
  /** Takes bytes in and returns what is ready for the client: whole frames, perhaps none. */
  push(chunk: Buffer): Buffer;
  /** What is left when the upstream ended in good order. */
  flush(): Buffer;
  readonly usage: CanonicalUsage | null;
  /** Something of the answer has come: until then another provider may be asked instead. */
  readonly begun: boolean;
  /** The error that the stream carried. */
  readonly error: StreamError | null;
  /** The answer came to its end, and did not only stop. */
  readonly complete: boolean;
  /** A guess for streams that report no usage. */
  readonly estimatedTokens: number;
}

/** The frames for one answer. */
export function framesFor({ passThrough, dialect }: PreparedAttempt, { parsed, client }: AttemptContext): AnswerFrames {
  if (!passThrough) return new TranslatedFrames(dialect.createStreamReader(), client.createStreamWriter(parsed));
  if (dialect.name !== 'openai-chat') return new PassedFrames(dialect.createStreamReader());
  const options = parsed.body.stream_options as { include_usage?: unknown } | null | undefined;
  return new ChatFrames(options?.include_usage === true);
}

const EMPTY = Buffer.alloc(0);
/** A frame that never ends is passed on in pieces from this size. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** Chat completions to a client of the same dialect: the fast path, where only frames with usage are decoded. */
class ChatFrames implements AnswerFrames {
  readonly #frames: SseFrames;

  /** @param keepUsageFrame False hides the usage chunk, which the client did not ask for. */
  constructor(keepUsageFrame: boolean) {
    this.#frames = new SseFrames(keepUsageFrame);
  }

  push(chunk: Buffer): Buffer {
    return this.#frames.push(chunk);
  }

  flush(): Buffer {
    return this.#frames.flush();
  }

  get usage(): CanonicalUsage | null {
    return this.#frames.usage;
  }

  get begun(): boolean {
    return this.#frames.begun;
  }

  get error(): StreamError | null {
    return this.#frames.error;
  }

  /** Some servers leave `[DONE]` out, and some the reason. */
  get complete(): boolean {
    return this.#frames.finished;
  }

  get estimatedTokens(): number {
    return this.#frames.estimatedTokens;
  }
}

/** Passes whole frames on as they are, with a reader beside that learns usage and end from them. */
class PassedFrames implements AnswerFrames {
  readonly #reader: StreamReader;
  readonly #tally = new EventTally();
  #pending: Buffer = EMPTY;

  constructor(reader: StreamReader) {
    this.#reader = reader;
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const end = bytes.length > MAX_FRAME_BYTES ? bytes.length : endOfFrames(bytes);
    this.#pending = end === bytes.length ? EMPTY : bytes.subarray(end);
    const ready = bytes.subarray(0, end);
    if (end > 0) this.#note(() => this.#reader.read(ready.toString('utf8')));
    return ready;
  }

  flush(): Buffer {
    const rest = this.#pending;
    this.#pending = EMPTY;
    if (rest.length > 0) this.#note(() => this.#reader.read(rest.toString('utf8')));
    this.#note(() => this.#reader.end());
    return rest;
  }

  get usage(): CanonicalUsage | null {
    return this.#tally.usage;
  }

  get begun(): boolean {
    return this.#tally.begun;
  }

  get error(): StreamError | null {
    return this.#tally.error;
  }

  get complete(): boolean {
    return this.#tally.finished || this.#tally.ended;
  }

  get estimatedTokens(): number {
    return this.#tally.estimatedTokens;
  }

  #note(read: () => CanonicalEvent[]): void {
    try {
      for (const event of read()) this.#tally.add(event);
    } catch {
      // The client can read its own dialect; that we could not changes nothing for it.
    }
  }
}

/** Translates event by event. */
class TranslatedFrames implements AnswerFrames {
  readonly #reader: StreamReader;
  readonly #writer: StreamWriter;
  readonly #decoder = new StringDecoder('utf8');
  readonly #tally = new EventTally();

  constructor(reader: StreamReader, writer: StreamWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  push(chunk: Buffer): Buffer {
    return this.#translate(() => this.#reader.read(this.#decoder.write(chunk)));
  }

  flush(): Buffer {
    const rest = this.#translate(() => [...this.#reader.read(this.#decoder.end()), ...this.#reader.end()]);
    const { finished, error, ended } = this.#tally;
    // Some servers stop after the finish without saying that this was the end.
    return finished && error === null && !ended
      ? Buffer.concat([rest, this.#translate(() => [{ type: 'end' }])])
      : rest;
  }

  get usage(): CanonicalUsage | null {
    return this.#tally.usage;
  }

  get begun(): boolean {
    return this.#tally.begun;
  }

  get error(): StreamError | null {
    return this.#tally.error;
  }

  get complete(): boolean {
    return this.#tally.finished;
  }

  get estimatedTokens(): number {
    return this.#tally.estimatedTokens;
  }

  #translate(read: () => readonly CanonicalEvent[]): Buffer {
    let text = '';
    try {
      for (const event of read()) text += this.#write(event);
    } catch {
      const message = 'The upstream sent something that cannot be translated.';
      text += this.#write({ type: 'error', code: 'provider_bad_response', message });
    }
    return text === '' ? EMPTY : Buffer.from(text);
  }

  #write(event: CanonicalEvent): string {
    // After an error nothing more may follow, or clients take the answer for complete.
    if (this.#tally.error !== null || this.#tally.ended) return '';
    this.#tally.add(event);
    return this.#writer.write(event);
  }
}

/** Index after the last blank line, 0 when there is none. Lines end with LF or CRLF. */
function endOfFrames(bytes: Buffer): number {
  const plain = bytes.lastIndexOf('\n\n');
  const carriage = bytes.lastIndexOf('\n\r\n');
  return Math.max(plain < 0 ? 0 : plain + 2, carriage < 0 ? 0 : carriage + 3);
}
