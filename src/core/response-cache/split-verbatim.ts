/** What ends a quotation, by what begins it. */
const CLOSERS: Readonly<Record<string, string>> = { '`': '`', '"': '"', '“': '”', '«': '»' };
const FENCE = '```';
const OPENER = /```|[`"“«]|https?:\/\/(?=\S)/g;
const URL_END = /\s/g;

/** A text's parts that mean just what they say, and the rest with a blank in place of each. */
export interface VerbatimSplit {
  readonly verbatim: readonly string[];
  readonly prose: string;
}

/**
 * Finds fenced code (to its end or the text's), quotations and inline code within a line, and addresses. Linear in the
 * length of the text: a quotation that has no end in its line is looked for once a line.
 */
export function splitVerbatim(text: string): VerbatimSplit {
  const verbatim: string[] = [];
  let prose = '';
  let from = 0;
  const line: Line = { end: -1, without: new Set() };
  OPENER.lastIndex = 0;
  for (let match = OPENER.exec(text); match !== null; match = OPENER.exec(text)) {
    const end = endOf(text, match.index, match[0], line);
    if (end < 0) {
      OPENER.lastIndex = match.index + 1;
      continue;
    }
    verbatim.push(text.slice(match.index, end));
    prose += `${text.slice(from, match.index)} `;
    from = end;
    OPENER.lastIndex = end;
  }
  return { verbatim, prose: prose + text.slice(from) };
}

/** The line that is being read. */
interface Line {
  /** Where its newline or the text's end is. */
  end: number;
  /** Closing marks that the rest of it does not have. */
  readonly without: Set<string>;
}

/** Where the part that begins at `start` ends; -1 when it has no end. */
function endOf(text: string, start: number, opener: string, line: Line): number {
  if (opener === FENCE) {
    const close = text.indexOf(FENCE, start + FENCE.length);
    return close < 0 ? text.length : close + FENCE.length;
  }
  const closer = CLOSERS[opener];
  if (closer === undefined) {
    URL_END.lastIndex = start + opener.length;
    return URL_END.exec(text)?.index ?? text.length;
  }
  if (start > line.end) {
    const newline = text.indexOf('\n', start);
    line.end = newline < 0 ? text.length : newline;
    line.without.clear();
  }
  if (line.without.has(closer)) return -1;
  const close = text.slice(start + 1, line.end).indexOf(closer);
  if (close < 0) line.without.add(closer);
  // Two marks with nothing between them quote nothing.
  return close > 0 ? start + 1 + close + 1 : -1;
}
