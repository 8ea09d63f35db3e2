import { bestCandidate, type Scorable } from '../../shared/alpha-score.ts';
import { BUILT_IN_PROFILES } from '../../shared/profiles.ts';
import { type CandidateCell, createCandidateCell } from './candidate-pool.ts';
import { CLOSE_MARGIN, type FilterField, findField } from './filter-fields.ts';
import type { FilterTerm, FilterValue, TextTest } from './filter-query.ts';
import { escapeRegExp } from './filter-values.ts';
import type { RecordRing } from './record-ring.ts';
import type { FeatureFlag, TextColumn } from './ring-columns.ts';

export type RowPredicate = (ring: RecordRing, position: number) => boolean;

/** What a filter depends on beside the rows. */
export interface FilterContext {
  /** Milliseconds of Unix time, for `since:`. */
  readonly now: number;
  /** Alpha that `is:flip` compares with. */
  readonly alpha: number;
  readonly pinned: ReadonlySet<string>;
  /** Ids that the host found for terms that only it can test (`body:`); null before it was asked. */
  readonly found: ReadonlySet<string> | null;
}

export const NO_CONTEXT: FilterContext = {
  now: 0,
  alpha: BUILT_IN_PROFILES.Balanced.alpha,
  pinned: new Set(),
  found: null,
};

/** One predicate for all terms. Text columns are interned, so each distinct value is compared once. */
export function compileFilter(terms: readonly FilterTerm[], context: FilterContext = NO_CONTEXT): RowPredicate {
  const predicates = terms.map((term) => {
    const test = compileTerm(term, context);
    // The host was asked with the minus.
    if (term.field === 'body') return test;
    return term.negated ? (ring: RecordRing, position: number) => !test(ring, position) : test;
  });
  return (ring, position) => predicates.every((test) => test(ring, position));
}

/** Whether a row may match differently when its outcome comes in. */
export function dependsOnOutcome({ field }: FilterTerm): boolean {
  return [
    'status',
    'is',
    'lat',
    'ttft',
    'cost',
    'overhead',
    'upstream',
    'stage.gateway',
    'fallback',
    'response',
    'model',
    'provider',
  ].includes(field);
}

function compileTerm({ field: name, value }: FilterTerm, context: FilterContext): RowPredicate {
  if (value.kind === 'since') {
    const from = context.now - value.ms;
    return (ring, position) => ring.createdAt(position) >= from;
  }
  if (name === 'text') return compilePreview(value);
  if (name === 'body') return (ring, position) => context.found?.has(ring.idAt(position)) ?? false;
  const field = findField(name);
  if (field === undefined) throw new Error(`No field ${name}: the query was not parsed.`);
  if (value.kind === 'range') return compileRange(field, value);
  return compileTexts(field, value, context);
}

function compilePreview(value: FilterValue): RowPredicate {
  const wanted = value.kind === 'texts' ? (value.tests[0]?.text ?? '') : '';
  const pattern = new RegExp(escapeRegExp(wanted), 'i');
  return (ring, position) => pattern.test(ring.previewAt(position) ?? '');
}

function compileRange(field: FilterField, range: Extract<FilterValue, { kind: 'range' }>): RowPredicate {
  const read =
    field.kind === 'number'
      ? field.read
      : field.kind === 'status'
        ? (ring: RecordRing, position: number) => ring.numberAt(position, 'http')
        : (ring: RecordRing, position: number) => ring.createdAt(position);
  const { min, max, minOpen, maxOpen } = range;
  // One number alone is that number as it is shown: .71 stands for all that round to it.
  const slack = min === max ? Math.abs(min) * 1e-6 : 0;
  return (ring, position) => {
    const value = read(ring, position);
    // An unknown value is neither more nor less than anything.
    return (minOpen ? value > min : value >= min - slack) && (maxOpen ? value < max : value <= max + slack);
  };
}

function compileTexts(
  field: FilterField,
  { join, tests }: Extract<FilterValue, { kind: 'texts' }>,
  context: FilterContext,
): RowPredicate {
  if (field.kind === 'text') return compileColumn(field.column, join, tests);
  const predicates = tests.map(({ text }): RowPredicate => {
    if (field.kind === 'choice') return (ring, position) => field.read(ring, position) === text;
    if (field.kind === 'status') return (ring, position) => ring.statusAt(position) === text;
    if (field.name === 'has') return (ring, position) => ring.hasFeature(position, text as FeatureFlag);
    return compileIs(text, context);
  });
  return join === 'and'
    ? (ring, position) => predicates.every((test) => test(ring, position))
    : (ring, position) => predicates.some((test) => test(ring, position));
}

function compileColumn(column: TextColumn, join: 'or' | 'and', tests: readonly TextTest[]): RowPredicate {
  const matches = tests.map(compileText);
  const known = new Map<number, boolean>();
  return (ring, position) => {
    const id = ring.textIdAt(position, column);
    let result = known.get(id);
    if (result === undefined) {
      const text = ring.texts.textOf(id).toLowerCase();
      result = join === 'and' ? matches.every((match) => match(text)) : matches.some((match) => match(text));
      known.set(id, result);
    }
    return result;
  };
}

function compileText({ text, match }: TextTest): (lowerCase: string) => boolean {
  if (match === 'whole') return (value) => value === text;
  if (match === 'part') return (value) => value.includes(text);
  const pattern = new RegExp(`^${text.split('*').map(escapeRegExp).join('.*')}$`);
  return (value) => pattern.test(value);
}

function compileIs(word: string, { alpha, pinned }: FilterContext): RowPredicate {
  switch (word) {
    case 'error':
      return (ring, position) => ring.statusAt(position) === 'error';
    case 'pinned':
      return (ring, position) => pinned.has(ring.idAt(position));
    case 'streaming':
      return (ring, position) => ring.statusAt(position) === 'pending';
    case 'streamed':
      return (ring, position) => ring.isStreamed(position);
    case 'close':
      return (ring, position) => ring.numberAt(position, 'margin') < CLOSE_MARGIN;
    case 'flip':
      return compileFlip(alpha);
    case 'fallback':
      return (ring, position) => ring.numberAt(position, 'fallbacks') > 0;
    case 'cached':
      return (ring, position) => ring.isCacheHit(position);
    case 'explicit':
      return (ring, position) => ring.isExplicit(position);
    case 'locked':
      return (ring, position) => ring.isLocked(position);
    case 'explored':
      return (ring, position) => ring.isExplored(position);
    case 'simulated':
      return (ring, position) => ring.isSimulated(position);
    case 'imported':
      return (ring, position) => ring.isImported(position);
    case 'traffic':
      return (ring, position) => !ring.isSample(position) && !ring.isImported(position);
    default:
      return (ring, position) => ring.isSample(position);
  }
}

/** Rows that another candidate wins at this alpha, of those that the score decided: their choice is the first candidate. */
function compileFlip(alpha: number): RowPredicate {
  const cells: CandidateCell[] = [];
  const views: (readonly Scorable[])[] = [];
  return (ring, position) => {
    const count = ring.candidateCount(position);
    if (count < 2 || !ring.isByScore(position)) return false;
    while (cells.length < count) cells.push(createCandidateCell());
    for (let index = 0; index < count; index++) ring.readCandidate(position, index, cells[index] as CandidateCell);
    views[count] ??= cells.slice(0, count);
    return bestCandidate(alpha, views[count]) !== 0;
  };
}
