/** The filter as the host takes it, for questions that the whole log answers and not only the rows held here. */
import type { FilterTerm as HostTerm, StructuredFilter } from '../../shared/console/filter-contract.ts';
import { CLOSE_MARGIN } from './filter-fields.ts';
import type { FilterTerm, TextTest } from './filter-query.ts';
import type { RangeValue } from './filter-values.ts';

export interface StructuredResult {
  readonly filter: StructuredFilter;
  /** Terms that only the rows held here can be tested for: stages, pins, flips, labels of clusters. */
  readonly left: readonly FilterTerm[];
}

type TextField = Extract<HostTerm, { in: string[] }>['field'];
type NumberField = Extract<HostTerm, { min?: number | undefined }>['field'];

const TEXT_FIELDS: Record<string, TextField> = {
  bucket: 'bucket',
  model: 'model',
  requested: 'requested',
  provider: 'provider',
  app: 'app',
  dialect: 'dialect',
  status: 'status',
  cache: 'cache',
  response: 'response_cache',
};
const NUMBER_FIELDS: Record<string, NumberField> = {
  lat: 'total_ms',
  overhead: 'overhead_ms',
  upstream: 'upstream_ms',
  ttft: 'ttft_ms',
  cost: 'cost_usd',
  margin: 'margin',
  p: 'p',
  alpha: 'alpha',
  entropy: 'entropy',
  ctx: 'context_ratio',
  status: 'http_status',
  at: 'at',
};
const WORDS: Record<string, HostTerm> = {
  error: { is: 'error', negated: false },
  sample: { is: 'sample', negated: false },
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
    else filter.push(...made.map((one) => ({ ...one, negated: term.negated })));
  }
  return { filter, left };
}

/** All of them must fit. Null where the host has no such question. */
function hostTerms(term: FilterTerm, now: number): readonly HostTerm[] | null {
  const { field, value, negated } = term;
  if (value.kind === 'since') return [{ field: 'at', min: now - value.ms, negated }];
  if (value.kind === 'range') return rangeTerm(field, value, negated);
  const { tests, join } = value;
  // "Not both" is no list of conditions that all fit.
  if (join === 'and' && tests.length > 1 && negated) return null;
  if (field === 'text') return tests.map(({ text }) => ({ text, negated }));
  if (field === 'is' || field === 'has') {
    if (join === 'or' && tests.length > 1) return null;
    const words = tests.map(({ text }) => WORDS[text]);
    return words.every((word) => word !== undefined) ? words : null;
  }
  const name = TEXT_FIELDS[field];
  if (name === undefined) return null;
  if (join === 'or' && tests.length > 1) {
    return tests.every(({ match }) => match === 'whole')
      ? [{ field: name, in: tests.map(({ text }) => text), negated }]
      : null;
  }
  const made = tests.map((test) => textTerm(name, test, negated));
  return made.every((one) => one !== null) ? made : null;
}

function textTerm(field: TextField, { text, match }: TextTest, negated: boolean): HostTerm | null {
  if (text === '' || match === 'wildcard') return null;
  return match === 'whole' ? { field, in: [text], negated } : { field, like: text, negated };
}

function rangeTerm(field: string, value: RangeValue, negated: boolean): readonly HostTerm[] | null {
  if (field === 'fallback')
    return value.min >= 0 && value.max === Number.POSITIVE_INFINITY && atLeastOne(value)
      ? [{ is: 'fallback', negated }]
      : null;
  const name = NUMBER_FIELDS[field];
  if (name === undefined) return null;
  const { min, max, minOpen, maxOpen } = value;
  return [
    {
      field: name,
      ...(Number.isFinite(min) ? (minOpen ? { above: min } : { min }) : {}),
      ...(Number.isFinite(max) ? (maxOpen ? { below: max } : { max }) : {}),
      negated,
    },
  ];
}

function atLeastOne({ min, minOpen }: RangeValue): boolean {
  return minOpen ? min === 0 : min === 1;
}
