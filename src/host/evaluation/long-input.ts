/**
 * Long inputs from a recipe: the repository cannot hold sixty texts of half a million tokens, and need not, because
 * what makes them long is the same kind of line again and again.
 */
export const MATERIALS = ['log', 'prose', 'code', 'table', 'chat'] as const;
export type Material = (typeof MATERIALS)[number];

const NAMES = ['Robin', 'Mara', 'Jonas', 'Ines', 'Viktor', 'Aiko', 'Bela', 'Chidi', 'Dora', 'Emil'];
const NOUNS = ['harbour', 'ledger', 'garden', 'engine', 'letter', 'bridge', 'orchard', 'signal', 'winter', 'market'];
const VERBS = [
  'watched',
  'carried',
  'measured',
  'forgot',
  'painted',
  'followed',
  'repaired',
  'promised',
  'sold',
  'found',
];
const SERVICES = ['billing', 'search', 'gateway', 'mailer', 'indexer', 'auth', 'export', 'sync', 'images', 'reports'];

/** Characters a WordPiece token of each, measured. */
const CHARS_PER_TOKEN: Readonly<Record<Material, number>> = { log: 2.6, prose: 5.4, code: 3.8, table: 2.1, chat: 4.7 };

/** A number below `limit` at each call; the same numbers for the same seed (minimal standard generator). */
type Draw = (limit: number) => number;

function drawFrom(seed: number): Draw {
  let state = (seed % 2_147_483_646) + 1;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * limit);
  };
}

const LINES: Readonly<Record<Material, (draw: Draw, index: number) => string>> = {
  log: (draw, index) => {
    const clock = [Math.floor(index / 3_600) % 24, Math.floor(index / 60) % 60, index % 60];
    const level = draw(40) === 0 ? 'ERROR' : 'INFO';
    const time = clock.map((part) => String(part).padStart(2, '0')).join(':');
    return `2026-03-14T${time}Z ${level} ${pick(draw, SERVICES)} request ${draw(1e6)} took ${draw(900)} ms`;
  },
  prose: (draw) =>
    `${pick(draw, NAMES)} ${pick(draw, VERBS)} the ${pick(draw, NOUNS)} while ${pick(draw, NAMES)} ${pick(draw, VERBS)} ` +
    `a ${pick(draw, NOUNS)} that nobody had ${pick(draw, VERBS)} since the ${pick(draw, NOUNS)}.`,
  code: (draw, index) =>
    `export function ${pick(draw, SERVICES)}${index}(count: number): number {\n  return count * ${draw(97)} + ${draw(13)};\n}`,
  table: (draw, index) =>
    `${index},${pick(draw, NAMES)},2026-${String(1 + draw(12)).padStart(2, '0')},${pick(draw, NOUNS)},${draw(99_999) / 100}`,
  chat: (draw) =>
    `${pick(draw, NAMES)}: has anybody ${pick(draw, VERBS)} the ${pick(draw, NOUNS)} for ${pick(draw, SERVICES)}?`,
};

/** About so many tokens of one kind of text; the same text for the same arguments. */
export function longText(material: Material, tokens: number, seed: number): string {
  const draw = drawFrom(seed);
  const wanted = tokens * CHARS_PER_TOKEN[material];
  const lines: string[] = [];
  for (let index = 0, chars = 0; chars < wanted; index++) {
    const line = LINES[material](draw, index);
    lines.push(line);
    chars += line.length + 1;
  }
  return lines.join('\n');
}

function pick(draw: Draw, words: readonly string[]): string {
  return words[draw(words.length)] as string;
}
