/** Server-sent events as text. */

export interface SseEvent {
  /** Name of the event, or null. */
  readonly event: string | null;
  readonly data: string;
}

/** A line that never ends is given up at this length: no event is that long. */
const MAX_CHARS = 16 * 1024 * 1024;

/** One frame. The name is not optional with Anthropic: its clients skip frames that have none. */
export function sseFrame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Decodes a stream that may be cut anywhere. Lines end with LF, CRLF or CR. */
export class SseDecoder {
  /** The unfinished line. */
  #line = '';
  #event: string | null = null;
  #data: string[] = [];
  #size = 0;
  #afterCr = false;
  #atStart = true;

  push(chunk: string): SseEvent[] {
    const events: SseEvent[] = [];
    let text = chunk;
    if (this.#atStart && text !== '') {
      this.#atStart = false;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    // The other half of a CRLF that was cut in two.
    let start = this.#afterCr && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#afterCr = text.endsWith('\r');
    const pattern = /\r\n|\n|\r/g;
    pattern.lastIndex = start;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const line = this.#line + text.slice(start, match.index);
      this.#line = '';
      this.#take(line, events);
      start = pattern.lastIndex;
    }
    this.#line += text.slice(start);
    if (this.#line.length + this.#size > MAX_CHARS) this.#reset();
    return events;
  }

  /** What is left when the stream ended: some servers omit the last blank line. */
  end(): SseEvent[] {
    const events: SseEvent[] = [];
    if (this.#line !== '') this.#take(this.#line, events);
    this.#take('', events);
    this.#reset();
    return events;
  }

  #take(line: string, events: SseEvent[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push({ event: this.#event, data: this.#data.join('\n') });
      this.#reset();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (field === 'event') this.#event = value;
    if (field !== 'data') return;
    this.#data.push(value);
    this.#size += value.length;
  }

  #reset(): void {
    this.#line = '';
    this.#event = null;
    this.#data = [];
    this.#size = 0;
  }
}
