/** The `data:` frames of an event stream, cut anywhere. */

/** A line or frame that grows beyond this is not Google's. */
const MAX_CHARS = 16 * 1024 * 1024;
/** Text outside of frames that is kept: an error that came without one. */
const MAX_STRAY_CHARS = 64 * 1024;

/** Collects lines and hands out the data of each frame. Lines end with LF, CRLF or CR. */
export class SseData {
  #line = '';
  #data: string | null = null;
  #stray = '';
  /** The last chunk ended with CR: a LF that comes next belongs to it. */
  #afterCarriage = false;

  /** What stood outside of frames: an error that Google sends as plain JSON in the middle of a stream. */
  get stray(): string {
    return this.#stray;
  }

  push(chunk: string): string[] {
    let text = chunk;
    if (this.#afterCarriage && text.startsWith('\n')) text = text.slice(1);
    if (chunk !== '') this.#afterCarriage = chunk.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const frames: string[] = [];
    for (let index = 0; index < lines.length - 1; index++) {
      this.#endLine(this.#line + (lines[index] as string), frames);
      this.#line = '';
    }
    this.#line += lines.at(-1) as string;
    if (this.#line.length > MAX_CHARS) this.#line = '';
    return frames;
  }

  /** The frame that the stream ended in: some servers omit the last blank line. */
  flush(): string[] {
    const frames: string[] = [];
    if (this.#line !== '') this.#endLine(this.#line, frames);
    this.#line = '';
    this.#endLine('', frames);
    return frames;
  }

  #endLine(line: string, frames: string[]): void {
    if (line === '') {
      if (this.#data !== null) frames.push(this.#data);
      this.#data = null;
    } else if (line.startsWith('data:')) {
      const value = line.startsWith(' ', 5) ? line.slice(6) : line.slice(5);
      const data = this.#data === null ? value : `${this.#data}\n${value}`;
      this.#data = data.length > MAX_CHARS ? null : data;
    } else if (!/^(?::|event:|id:|retry:)/.test(line) && this.#stray.length < MAX_STRAY_CHARS) {
      this.#stray += line.slice(0, MAX_STRAY_CHARS);
    }
  }
}
