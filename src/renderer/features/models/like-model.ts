/** Words that say nothing of what a model can do. */
const EMPTY = new Set(['instruct', 'chat', 'latest', 'preview', 'it', 'free', 'model', 'local']);

/**
 * The model whose name is most like another's: by the words that both have. What they can do is not compared: it is a
 * proposal, for a person to judge.
 *
 * @returns null when they have none in common.
 */
export function mostAlike(name: string, known: readonly string[]): string | null {
  const words = new Set(wordsOf(name));
  let best: string | null = null;
  let bestScore = 0;
  for (const id of known) {
    const theirs = wordsOf(id);
    const common = theirs.filter((word) => words.has(word)).length;
    // Of two with as many words in common, the one with fewer of its own.
    const score = common === 0 ? 0 : common + common / (theirs.length + words.size);
    if (score > bestScore) {
      best = id;
      bestScore = score;
    }
  }
  return best;
}

function wordsOf(name: string): readonly string[] {
  const parts = name.toLowerCase().split(/[^a-z0-9.]+/);
  return [...new Set(parts)].filter((part) => part !== '' && !EMPTY.has(part));
}
