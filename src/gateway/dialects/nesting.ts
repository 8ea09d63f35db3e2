const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...Buffer.from('"\\[]{}')];

/**
 * Whether JSON text has more than `most` lists and objects in one another. Deep values can be parsed, but whoever walks
 * or writes them afterwards runs out of stack. What is not JSON may get either answer.
 */
export function isNestedDeeper(bytes: Uint8Array, most: number): boolean {
  if (bytes.length <= most) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at + 1);
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth++;
      if (depth > most) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth--;
    }
  }
  return false;
}

/** Where the quote is that ends a string; the end of the text when there is none. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (
    let quote = bytes.indexOf(QUOTE as number, from);
    quote >= 0;
    quote = bytes.indexOf(QUOTE as number, quote + 1)
  ) {
    let backslashes = 0;
    while (quote - backslashes > from && bytes[quote - backslashes - 1] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote;
  }
  return bytes.length;
}
