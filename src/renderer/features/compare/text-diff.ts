export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Longer texts are compared by their first words: the table of the comparison grows with the square. */
const MAX_WORDS = 1_500;

/** What turns one text into the other, word by word: the longest common subsequence stays. */
export function diffWords(before: string, after: string): readonly DiffPart[] {
  const one = words(before);
  const other = words(after);
  // Common ends are most of it, and cost nothing.
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head++;
  let tail = 0;
  while (
    tail < one.length - head &&
    tail < other.length - head &&
    one[one.length - 1 - tail] === other[other.length - 1 - tail]
  ) {
    tail++;
  }
  const parts: DiffPart[] = [];
  const push = (kind: DiffPart['kind'], text: string): void => {
    if (text === '') return;
    const last = parts.at(-1);
    if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
    else parts.push({ kind, text });
  };
  push('same', one.slice(0, head).join(''));
  for (const { kind, text } of middle(one.slice(head, one.length - tail), other.slice(head, other.length - tail))) {
    push(kind, text);
  }
  push('same', tail === 0 ? '' : one.slice(-tail).join(''));
  return parts;
}

function words(text: string): readonly string[] {
  return text.match(/\s+\S*|\S+/g)?.slice(0, MAX_WORDS) ?? (text === '' ? [] : [text]);
}

function* middle(one: readonly string[], other: readonly string[]): Generator<DiffPart> {
  const width = other.length + 1;
  // lengths[row * width + column]: longest common subsequence of what is left of both.
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        one[row] === other[column]
          ? (lengths[(row + 1) * width + column + 1] as number) + 1
          : Math.max(lengths[(row + 1) * width + column] as number, lengths[row * width + column + 1] as number);
    }
  }
  let row = 0;
  let column = 0;
  while (row < one.length || column < other.length) {
    if (row < one.length && column < other.length && one[row] === other[column]) {
      yield { kind: 'same', text: one[row] as string };
      row++;
      column++;
    } else if (
      column >= other.length ||
      (row < one.length &&
        (lengths[(row + 1) * width + column] as number) >= (lengths[row * width + column + 1] as number))
    ) {
      yield { kind: 'removed', text: one[row++] as string };
    } else {
      yield { kind: 'added', text: other[column++] as string };
    }
  }
}
