/** The fields of the filter: what they are called, what they take, and where they are read from. */
import { BUCKETS } from '../../shared/decision.ts';
import type { RecordRing } from './record-ring.ts';
import { type NumberColumn, STAGE_NAMES, type StageName, type TextColumn } from './ring-columns.ts';

export type Unit = 'ms' | 'dollars' | 'tokens' | 'share' | 'plain';

/**
 * How a field is read. `text` is matched by parts, `choice` takes one of its values, `number` compares, `words` is a
 * property that a row has or has not, `time` looks at when the request came, `body` at the whole prompt, which only the
 * host has.
 */
export type FilterField = {
  readonly name: string;
  /** For suggestions, in a few words. */
  readonly about: string;
} & (
  | { readonly kind: 'text'; readonly column: TextColumn }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly read: Reader<string> }
  | { readonly kind: 'status' }
  | { readonly kind: 'words'; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly unit: Unit; readonly read: Reader<number> }
  | { readonly kind: 'time' }
  | { readonly kind: 'body' }
);
type Reader<T> = (ring: RecordRing, position: number) => T;

export const STATUS_VALUES = ['ok', 'error', 'aborted', 'pending', 'decision-only'] as const;
export const HAS_VALUES = ['code', 'math', 'image', 'tools', 'json'] as const;
export const IS_VALUES = [
  'error',
  'pinned',
  'streaming',
  'streamed',
  'close',
  'flip',
  'fallback',
  'cached',
  'explicit',
  'locked',
  'explored',
  'simulated',
  'traffic',
  'sample',
  'imported',
] as const;
/** Margins below this are a close call. */
export const CLOSE_MARGIN = 0.02;

const text = (name: string, column: TextColumn, about: string): FilterField => ({ name, kind: 'text', column, about });
const number = (name: string, column: NumberColumn, unit: Unit, about: string): FilterField => ({
  name,
  kind: 'number',
  unit,
  about,
  read: (ring, position) => ring.numberAt(position, column),
});

const FIELDS: readonly FilterField[] = [
  { name: 'bucket', kind: 'choice', values: BUCKETS, read: (ring, at) => ring.bucketAt(at), about: 'cheap, mid, hard' },
  text('model', 'answered', 'model that answered, else the one chosen'),
  text('chosen', 'model', 'model chosen, whoever answered'),
  text('requested', 'requested', 'model asked for'),
  text('provider', 'answerer', 'provider that answered, else the one to call'),
  text('app', 'app', 'calling app'),
  text('profile', 'profile', "the app's own profile"),
  { name: 'body', kind: 'body', about: 'words of the whole prompt, in the whole log' },
  { name: 'status', kind: 'status', about: 'ok, error, 502, 5xx' },
  { name: 'is', kind: 'words', values: IS_VALUES, about: 'error, close, flip, traffic …' },
  { name: 'has', kind: 'words', values: HAS_VALUES, about: 'code, math, image, tools, json' },
  number('lat', 'total', 'ms', 'whole time, e.g. >300ms'),
  number('overhead', 'overhead', 'ms', 'time in Heimdall, e.g. >2ms'),
  {
    name: 'upstream',
    kind: 'number',
    unit: 'ms',
    about: 'time from the call to the end of the answer',
    read: (ring, at) => ring.numberAt(at, 'total') - ring.numberAt(at, 'overhead'),
  },
  number('ttft', 'ttft', 'ms', 'time to the first token'),
  number('cost', 'cost', 'dollars', 'dollars of the answer, e.g. >0.01'),
  number('tokens', 'tokens', 'tokens', 'tokens of the request, e.g. >4k'),
  number('margin', 'margin', 'plain', 'score over the runner-up'),
  number('p', 'probability', 'share', 'probability of the bucket'),
  number('alpha', 'alpha', 'share', 'alpha in force'),
  number('entropy', 'entropy', 'plain', 'trigram entropy, bits'),
  number('ctx', 'context', 'share', 'share of the largest window'),
  {
    name: 'cache',
    kind: 'choice',
    values: ['hit', 'miss', 'off'],
    read: (ring, at) => ring.cacheStateAt(at),
    about: 'decision cache: hit, miss, off',
  },
  {
    name: 'response',
    kind: 'choice',
    values: ['hit', 'semantic', 'miss', 'off'],
    read: (ring, at) => ring.responseStateAt(at),
    about: 'response cache: hit, semantic, miss, off',
  },
  number('fallback', 'fallbacks', 'plain', 'failed attempts, e.g. >0'),
  text('guard', 'guards', 'rule that decided'),
  text('cluster', 'cluster', 'nearest cluster'),
  text('dialect', 'dialect', 'API of the caller'),
  { name: 'since', kind: 'time', about: 'last 5m, 1h, 2d' },
  { name: 'at', kind: 'time', about: 'time of day, 12:04..12:06' },
  ...STAGE_NAMES.map(
    (stage: StageName): FilterField => ({
      name: `stage.${stage}`,
      kind: 'number',
      unit: 'ms',
      about: `time in ${stage}, e.g. >200us`,
      read: (ring, at) => ring.stageAt(at, stage) / 1_000,
    }),
  ),
  {
    name: 'stage.gateway',
    kind: 'number',
    unit: 'ms',
    about: 'reading the request and preparing the call',
    read: (ring, at) => Math.max(0, ring.numberAt(at, 'overhead') - ring.stageAt(at, 'total') / 1_000),
  },
];

const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));

export function findField(name: string): FilterField | undefined {
  return BY_NAME.get(name);
}

export function filterFields(): readonly FilterField[] {
  return FIELDS;
}

/** Other words for a field or value that people try first. */
const SYNONYMS: Record<string, string> = {
  latency: 'lat',
  time: 'lat',
  total: 'lat',
  price: 'cost',
  usd: 'cost',
  prob: 'p',
  probability: 'p',
  context: 'ctx',
  low: 'cheap',
  medium: 'mid',
  high: 'hard',
  err: 'error',
  errors: 'error',
  failed: 'error',
  success: 'ok',
  cache: 'cached',
  images: 'image',
  tool: 'tools',
};

/** The name that was probably meant, or null. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const synonym = SYNONYMS[name];
  if (synonym !== undefined && names.includes(synonym)) return synonym;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = candidate.startsWith(name) && name.length >= 2 ? 0.5 : editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, two rows at a time. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const substitution = (previous[column - 1] as number) + (one[row - 1] === other[column - 1] ? 0 : 1);
      next[column] = Math.min(substitution, (previous[column] as number) + 1, (next[column - 1] as number) + 1);
    }
    previous = next;
  }
  return previous[other.length] as number;
}
