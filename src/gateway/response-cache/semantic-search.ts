import {
  dot,
  type GuardReason,
  guardReason,
  guardTerms,
  type KeptResponse,
  type SemanticPlace,
} from '../../core/index.ts';
import type { LocalEmbedder } from '../embeddings/local-embedder.ts';

/** Closer than this below the threshold is worth showing. */
const NEAR = 0.1;

/**
 * Where a prompt stands among others. Null where it cannot be compared by meaning: longer than the model reads, or in a
 * script that it does not.
 *
 * @throws whatever the embedder throws.
 */
export async function locate(
  { scope, text }: { readonly scope: string; readonly text: string },
  embedder: LocalEmbedder,
): Promise<SemanticPlace | null> {
  const terms = guardTerms(text);
  if (terms === null) return null;
  const [embedding] = await embedder.embed([text]);
  if (embedding === undefined || embedding.embeddedTokens < embedding.tokens) return null;
  return { scope, vector: embedding.vector, terms };
}

interface Neighbour<Value> {
  readonly entry: KeptResponse<Value>;
  readonly cosine: number;
}

export interface Search<Value> {
  /** The closest that nothing speaks against. */
  readonly found: Neighbour<Value> | null;
  /** The closest that something speaks against, when nothing was found. */
  readonly missed: (Neighbour<Value> & { readonly reason: GuardReason | 'below_threshold' }) | null;
}

export function nearest<Value>(
  place: SemanticPlace,
  entries: readonly KeptResponse<Value>[],
  threshold: number,
): Search<Value> {
  const ranked = entries
    .flatMap((entry) => {
      return entry.semantic === null
        ? []
        : [{ entry, cosine: dot(place.vector, entry.semantic.vector), to: entry.semantic }];
    })
    .filter(({ cosine }) => cosine >= threshold - NEAR)
    .sort((one, other) => other.cosine - one.cosine);
  let missed: Search<Value>['missed'] = null;
  for (const { entry, cosine, to } of ranked) {
    const reason = cosine < threshold ? 'below_threshold' : guardReason(place.terms, to.terms);
    if (reason === null) return { found: { entry, cosine }, missed: null };
    missed ??= { entry, cosine, reason };
  }
  return { found: null, missed };
}
