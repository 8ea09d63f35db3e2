/** Cuts the text of an event stream into events, wherever the pieces were cut. Lines end with LF, CRLF or CR. */

export interface SseEvent {
  /** The `event:` field, or null. */
  readonly name: string | null;
  /** The `data:` lines, joined by line feeds. */
  readonly data: string;
}

const MAX_EVENT_CHARS = 32 * 1024 * 1024;

export class SseEvents {
  #line = '';
  #name: string | null = null;
  #data: string[] = [];
  #chars = 0;
  /** The last piece ended with CR: an LF that comes next belongs to it. */
  #afterCr = false;
  #atStart = true;
  readonly #maxChars: number;

  /** @param maxChars An event that never ends is given up at this size: it is no event, and memory is finite. */
  constructor(maxChars = MAX_EVENT_CHARS) {
    this.#maxChars = maxChars;
  }

  /** The events that a piece of the stream completed. */
  push(chunk: string): SseEvent[] {
    const events: SseEvent[] = [];
    let start = 0;
    if (this.#atStart && chunk.length > 0) {
      this.#atStart = false;
      // A byte order mark may stand before the first line.
      if (chunk.charCodeAt(0) === 0xfeff) start = 1;
    }
    if (this.#afterCr && chunk.length > 0) {
      if (chunk[0] === '\n') start = 1;
      this.#afterCr = false;
    }
    for (let at = start; at < chunk.length; at++) {
      const char = chunk.charCodeAt(at);
      if (char !== 0x0a && char !== 0x0d) continue;
      this.#endLine(this.#line + chunk.slice(start, at), events);
      this.#line = '';
      if (char === 0x0d) {
        if (at + 1 === chunk.length) this.#afterCr = true;
        else if (chunk[at + 1] === '\n') at++;
      }
      start = at + 1;
    }
    this.#line += chunk.slice(start);
    if (this.#line.length + this.#chars > this.#maxChars) this.#reset();
    return events;
  }

  /** What is left at the end: some servers omit the last blank line. */
  flush(): SseEvent[] {
    const events: SseEvent[] = [];
    if (this.#line !== '') this.#endLine(this.#line, events);
    this.#endLine('', events);
    this.#reset();
    return events;
  }

  #endLine(line: string, events: SseEvent[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push({ name: this.#name, data: this.#data.join('\n') });
      this.#reset();
      return;
    }
    const colon = line.indexOf(':');
    // A line that starts with a colon is a comment: a keep-alive of some servers.
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const rest = colon < 0 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (field === 'data') {
      this.#data.push(value);
      this.#chars += value.length;
    } else if (field === 'event') {
      this.#name = value;
    }
  }

  #reset(): void {
    this.#line = '';
    this.#name = null;
    this.#data = [];
    this.#chars = 0;
  }
}
