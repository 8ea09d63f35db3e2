export interface SseMessage {
  readonly event: string;
  readonly data: string;
}

/** Incremental parser of a text/event-stream: feed it chunks as they come, it calls back per message. */
export function createSseParser(onMessage: (message: SseMessage) => void): (chunk: string) => void {
  let rest = '';
  let event = '';
  let data: string[] = [];

  const line = (text: string): void => {
    if (text === '') {
      if (data.length > 0) onMessage({ event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return; // a comment: keep-alive
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  };

  return (chunk) => {
    rest += chunk;
    // A carriage return at the very end may be half of a CRLF: keep it for the next chunk.
    const usable = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, usable).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(usable);
    for (const text of lines) line(text);
  };
}
