/** The filter as the host takes it, for questions that the whole log answers and not only the rows held here. */
import type { FilterLeaf, FilterTerm as HostTerm, StructuredFilter } from '../../shared/console/filter-contract.ts';
import { CLOSE_MARGIN } from './filter-fields.ts';
import type { FilterTerm, TextTest } from './filter-query.ts';
import type { RangeValue } from './filter-values.ts';

export interface StructuredResult {
  readonly filter: StructuredFilter;
  /** Terms that only the rows held here can be tested for: stages, pins, flips. */
  readonly left: readonly FilterTerm[];
}

type TextField = Extract<FilterLeaf, { in: string[] }>['field'];
type NumberField = Extract<FilterLeaf, { min?: number | undefined }>['field'];

const TEXT_FIELDS: Record<string, TextField> = {
  bucket: 'bucket',
  model: 'model',
  chosen: 'chosen',
  requested: 'requested',
  provider: 'provider',
  app: 'app',
  dialect: 'dialect',
  status: 'status',
  cache: 'cache',
  response: 'response_cache',
  profile: 'profile',
  guard: 'guards',
  cluster: 'cluster_label',
};
const NUMBER_FIELDS: Record<string, NumberField> = {
  lat: 'total_ms',
  overhead: 'overhead_ms',
  upstream: 'upstream_ms',
  ttft: 'ttft_ms',
  cost: 'cost_usd',
  tokens: 'request_tokens',
  fallback: 'fallbacks',
  margin: 'margin',
  p: 'p',
  alpha: 'alpha',
  entropy: 'entropy',
  ctx: 'context_ratio',
  status: 'http_status',
  at: 'at',
};
const WORDS: Record<string, FilterLeaf> = {
  error: { is: 'error', negated: false },
  traffic: { is: 'traffic', negated: false },
  sample: { is: 'sample', negated: false },
  imported: { is: 'imported', negated: false },
  locked: { is: 'locked', negated: false },
  explored: { is: 'explored', negated: false },
  simulated: { is: 'simulated', negated: false },
  cached: { is: 'cached', negated: false },
  fallback: { is: 'fallback', negated: false },
  streamed: { is: 'streamed', negated: false },
  streaming: { field: 'status', in: ['pending'], negated: false },
  explicit: { field: 'mode', in: ['explicit'], negated: false },
  close: { field: 'margin', below: CLOSE_MARGIN, negated: false },
  code: { is: 'code', negated: false },
  math: { is: 'math', negated: false },
  image: { is: 'image', negated: false },
  tools: { is: 'tools', negated: false },
  json: { is: 'json', negated: false },
};

/** @param now Milliseconds of Unix time, for `since:`. */
export function structuredFilter(terms: readonly FilterTerm[], now: number): StructuredResult {
  const filter: StructuredFilter = [];
  const left: FilterTerm[] = [];
  for (const term of terms) {
    const made = hostTerms(term, now);
    if (made === null) left.push(term);
    else filter.push(...made);
  }
  return { filter, left };
}

/** All of them must fit. Null where the host has no such question. */
function hostTerms({ field, value, negated }: FilterTerm, now: number): readonly HostTerm[] | null {
  if (value.kind === 'since') return [{ field: 'at', min: now - value.ms, negated }];
  if (value.kind === 'range') {
    const range = rangeLeaf(field, value);
    return range === null ? null : [{ ...range, negated }];
  }
  const { tests, join } = value;
  const name = TEXT_FIELDS[field];
  if (name !== undefined && join === 'or' && tests.every(({ match }) => match === 'whole')) {
    return [{ field: name, in: tests.map(({ text }) => text), negated }];
  }
  const leaves = tests.map((test) => textLeaf(field, test));
  if (!leaves.every((leaf) => leaf !== null)) return null;
  const signed = leaves.map((leaf) => ({ ...leaf, negated }));
  // None of several is each of them not; not all of several is one of them not (De Morgan).
  const each = (join === 'and') !== negated;
  return each || signed.length === 1 ? signed : [{ any: signed, negated: false }];
}

function textLeaf(field: string, { text, match }: TextTest): FilterLeaf | null {
  if (field === 'is' || field === 'has') return WORDS[text] ?? null;
  if (text === '') return null;
  if (field === 'text') return { text, negated: false };
  if (field === 'body') return { body: text, negated: false };
  const name = TEXT_FIELDS[field];
  if (name === undefined) return null;
  if (match === 'wildcard') return { field: name, glob: text, negated: false };
  return match === 'whole' ? { field: name, in: [text], negated: false } : { field: name, like: text, negated: false };
}

function rangeLeaf(field: string, { min, max, minOpen, maxOpen }: RangeValue): FilterLeaf | null {
  const name = NUMBER_FIELDS[field];
  if (name === undefined) return null;
  // One number alone is that number as it is shown, as it is for the rows held here.
  const slack = min === max ? Math.abs(min) * 1e-6 : 0;
  return {
    field: name,
    ...(Number.isFinite(min) ? (minOpen ? { above: min } : { min: min - slack }) : {}),
    ...(Number.isFinite(max) ? (maxOpen ? { below: max } : { max: max + slack }) : {}),
    negated: false,
  };
}
