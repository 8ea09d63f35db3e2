import { HeimdallError } from '../../errors.ts';
import type { KernelBackend } from '../../kernels/open-kernels.ts';
import { createRowSums } from '../../kernels/row-sums.ts';
import { EMBEDDING_DIM, type Embedder, type Embedding } from './embedder.ts';
import { createPhraseIndex } from './phrase-index.ts';
import { createWordPiece, type WordPiece } from './wordpiece.ts';

/** Texts of more tokens are embedded by this many from each end. */
const EDGE_TOKENS = 256;
/** Texts of more code units are tokenised by this many from each end, so that work is bounded. */
const EDGE_UNITS = 4_096;

export interface TokenWindow {
  /** Ids of the embedded tokens; valid until the next call. */
  readonly ids: Int32Array;
  readonly embeddedTokens: number;
  readonly tokens: number;
}

/** The static embedder with its parts: the same tokens serve the embedding and the word features. */
export interface StaticEmbedder extends Embedder {
  readonly wordpiece: WordPiece;
  embed(text: string): Embedding;
  /** The tokens that represent `text`: all, or 256 from each end. */
  tokenWindow(text: string): TokenWindow;
  /** Writes the embedding of a token window to `out` (float32[384]). */
  embedTokens(window: TokenWindow, out: Float32Array): void;
}

/**
 * A static embedding table (docs/artifact-format.md): `e = normalise(Σ scale[r]·table[r])` over the rows of the
 * distinct tokens and of the distinct phrases, i.e. pairs of neighbouring tokens with a row of their own.
 *
 * @param table int8[(V + P) × 384], row-major: V tokens, then P phrases.
 * @param scales float32[V + P], quantisation step times learned weight.
 * @param phrases uint16[P × 2], see `createPhraseIndex`.
 * @throws {HeimdallError} `artifact_invalid` if the sizes disagree.
 */
export function createStaticEmbedder(
  vocabulary: readonly string[],
  table: Int8Array,
  scales: Float32Array,
  phrases: Uint16Array,
  backend: KernelBackend = 'wasm',
): StaticEmbedder {
  const phraseIndex = createPhraseIndex(phrases, vocabulary.length);
  const rowCount = vocabulary.length + phraseIndex.count;
  if (table.length !== rowCount * EMBEDDING_DIM || scales.length !== rowCount) {
    throw new HeimdallError(
      'artifact_invalid',
      `static embedder: ${vocabulary.length} vocabulary entries and ${rowCount - vocabulary.length} phrases need ` +
        `${rowCount * EMBEDDING_DIM} table values and ${rowCount} scales, found ${table.length} and ${scales.length}`,
    );
  }
  const wordpiece = createWordPiece(vocabulary);
  const whole = new Int32Array(2 * EDGE_UNITS);
  const window = new Int32Array(2 * EDGE_TOKENS);
  const rows = new Int32Array(4 * EDGE_TOKENS);
  /** The last text in which a row was met, so that nothing has to be cleared between texts. */
  const metIn = new Int32Array(rowCount);
  let textNumber = 0;
  const sums = createRowSums(table, scales, rows.length, backend);

  function tokenWindow(text: string): TokenWindow {
    if (text.length > 2 * EDGE_UNITS) return edgeWindow(text);
    const tokens = wordpiece.tokenize(text, whole);
    if (tokens <= 2 * EDGE_TOKENS) {
      window.set(whole.subarray(0, tokens));
      return { ids: window, embeddedTokens: tokens, tokens };
    }
    window.set(whole.subarray(0, EDGE_TOKENS));
    window.set(whole.subarray(tokens - EDGE_TOKENS, tokens), EDGE_TOKENS);
    return { ids: window, embeddedTokens: 2 * EDGE_TOKENS, tokens };
  }

  /** For long texts: the head and the tail are tokenised, the rest is estimated from their density. */
  function edgeWindow(text: string): TokenWindow {
    const headText = text.slice(0, EDGE_UNITS);
    const cut = text.length - EDGE_UNITS;
    // Start the tail at a word, so that half a word does not become strange pieces.
    const space = text.indexOf(' ', cut);
    const tailText = text.slice(space >= 0 && space < cut + 64 ? space + 1 : cut);
    const headCount = wordpiece.tokenize(headText, whole);
    const headTokens = Math.min(headCount, EDGE_TOKENS);
    window.set(whole.subarray(0, headTokens));
    const tailCount = wordpiece.tokenize(tailText, whole);
    const tailTokens = Math.min(tailCount, EDGE_TOKENS);
    window.set(whole.subarray(tailCount - tailTokens, tailCount), headTokens);
    const density = (headCount + tailCount) / (headText.length + tailText.length);
    return {
      ids: window,
      embeddedTokens: headTokens + tailTokens,
      tokens: Math.max(headTokens + tailTokens, Math.round(text.length * density)),
    };
  }

  /** Writes the rows of the window to `rows`, each once, and returns how many there are. */
  function distinctRows({ ids, embeddedTokens }: TokenWindow): number {
    textNumber = (textNumber + 1) | 0;
    let count = 0;
    let previous = -1;
    for (let position = 0; position < embeddedTokens; position++) {
      const token = ids[position] as number;
      if (metIn[token] !== textNumber) {
        metIn[token] = textNumber;
        rows[count++] = token;
      }
      const phrase = previous < 0 ? -1 : phraseIndex.find(previous, token);
      if (phrase >= 0 && metIn[vocabulary.length + phrase] !== textNumber) {
        metIn[vocabulary.length + phrase] = textNumber;
        rows[count++] = vocabulary.length + phrase;
      }
      previous = token;
    }
    return count;
  }

  function embedTokens(tokens: TokenWindow, out: Float32Array): void {
    sums.write(rows, distinctRows(tokens), out);
  }

  return {
    id: 'static-384',
    wordpiece,
    tokenWindow,
    embedTokens,
    embed(text) {
      const tokens = tokenWindow(text);
      const vector = new Float32Array(EMBEDDING_DIM);
      embedTokens(tokens, vector);
      return { vector, tokens: tokens.tokens, embeddedTokens: tokens.embeddedTokens };
    },
  };
}
