import { HeimdallError } from '../../errors.ts';
import { EMBEDDING_DIM, type Embedder, type Embedding } from './embedder.ts';
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
 * A static token-embedding table: `e = normalise(Σ scale[t]·table[t])` (docs/artifact-format.md).
 *
 * @param table int8[V × 384], row-major.
 * @param scales float32[V], quantisation step times learned token weight.
 * @throws {HeimdallError} `artifact_invalid` if the sizes disagree.
 */
export function createStaticEmbedder(
  vocabulary: readonly string[],
  table: Int8Array,
  scales: Float32Array,
): StaticEmbedder {
  if (table.length !== vocabulary.length * EMBEDDING_DIM || scales.length !== vocabulary.length) {
    throw new HeimdallError(
      'artifact_invalid',
      `static embedder: ${vocabulary.length} vocabulary entries need ${vocabulary.length * EMBEDDING_DIM} table values ` +
        `and ${vocabulary.length} scales, found ${table.length} and ${scales.length}`,
    );
  }
  const wordpiece = createWordPiece(vocabulary);
  const whole = new Int32Array(2 * EDGE_UNITS);
  const window = new Int32Array(2 * EDGE_TOKENS);
  const sum = new Float64Array(EMBEDDING_DIM);

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

  /** Adds four scaled rows to the sum; the last three only as often as their factor (0 or 1) says. */
  function addRows(
    one: number,
    two: number,
    three: number,
    four: number,
    twoFactor: number,
    threeFactor: number,
    fourFactor: number,
  ): void {
    const oneScale = scales[one] as number;
    const twoScale = (scales[two] as number) * twoFactor;
    const threeScale = (scales[three] as number) * threeFactor;
    const fourScale = (scales[four] as number) * fourFactor;
    const oneRow = one * EMBEDDING_DIM;
    const twoRow = two * EMBEDDING_DIM;
    const threeRow = three * EMBEDDING_DIM;
    const fourRow = four * EMBEDDING_DIM;
    for (let index = 0; index < EMBEDDING_DIM; index++) {
      sum[index] =
        (sum[index] as number) +
        (oneScale * (table[oneRow + index] as number) + twoScale * (table[twoRow + index] as number)) +
        (threeScale * (table[threeRow + index] as number) + fourScale * (table[fourRow + index] as number));
    }
  }

  function embedTokens({ ids, embeddedTokens }: TokenWindow, out: Float32Array): void {
    sum.fill(0);
    // Four rows at a time: each pass loads and stores the sums once (2.4× faster than row by row).
    const rounded = embeddedTokens - (embeddedTokens % 4);
    for (let position = 0; position < rounded; position += 4) {
      const one = ids[position] as number;
      const two = ids[position + 1] as number;
      const three = ids[position + 2] as number;
      const four = ids[position + 3] as number;
      addRows(one, two, three, four, 1, 1, 1);
    }
    if (rounded < embeddedTokens) {
      const left = embeddedTokens - rounded;
      const one = ids[rounded] as number;
      const two = left > 1 ? (ids[rounded + 1] as number) : 0;
      const three = left > 2 ? (ids[rounded + 2] as number) : 0;
      addRows(one, two, three, 0, left > 1 ? 1 : 0, left > 2 ? 1 : 0, 0);
    }
    let square = 0;
    for (let index = 0; index < EMBEDDING_DIM; index++) square += (sum[index] as number) ** 2;
    const factor = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let index = 0; index < EMBEDDING_DIM; index++) out[index] = (sum[index] as number) * factor;
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
