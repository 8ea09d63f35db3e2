/**
 * A prompt without what programs put around a question: `Question:`, `User:` or `### Instruction:` in front, a line with
 * nothing but `Answer:`, `Assistant:` or `### Response:` at the end. They say where a prompt comes from and nothing about
 * how hard it is. Training strips the same (training/heimdall_training/wrapper.py).
 */
const OPENING = /^[\s#]{0,8}(?:question|q|user|human|prompt|task|instructions?|problem)\s{0,2}:\s{1,8}/i;
const CLOSING = /(?:^|\n)[\s#]{0,8}(?:answer|a|assistant|ai|response|output|solution)\s{0,2}:$/i;
/** Longer than any closing line. */
const CLOSING_UNITS = 32;

/** Returns the text itself when nothing would be left of it. */
export function withoutWrapper(text: string): string {
  const opened = text.replace(OPENING, '').trimEnd();
  const tail = opened.slice(-CLOSING_UNITS);
  const closing = CLOSING.exec(tail);
  const own = closing === null ? opened : opened.slice(0, opened.length - tail.length + closing.index).trimEnd();
  return own === '' ? text : own;
}
