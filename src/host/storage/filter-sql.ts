import type { FilterLeaf, FilterTerm, StructuredFilter } from '../../shared/console/filter-contract.ts';

export interface SqlCondition {
  /** Over the columns of `facts`; `1` when everything fits. */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

type FlagName = Extract<FilterLeaf, { is: string }>['is'];
type NumberName = Extract<FilterLeaf, { min?: number | undefined }>['field'];

const FLAG_SQL: Readonly<Record<FlagName, string>> = {
  error: "status = 'error'",
  traffic: 'sample = 0',
  sample: 'sample = 1',
  imported: 'sample = 2',
  simulated: 'simulated = 1',
  cached: "cache = 'hit'",
  fallback: 'fallbacks > 0',
  streamed: 'streamed = 1',
  replay: 'replay = 1',
  locked: 'locked = 1',
  explored: 'explored = 1',
  code: 'code = 1',
  math: 'math = 1',
  image: 'images > 0',
  tools: 'tools > 0',
  json: 'json = 1',
};

/** Fields whose column has another name. */
const NUMBER_SQL: Readonly<Partial<Record<NumberName, string>>> = {
  at: 'created_ms',
  tokens: '(input_tokens + output_tokens)',
};

/** A filter as a condition of SQL. Names come from lists of ours and values are bound, so nothing can be injected. */
export function filterSql(filter: StructuredFilter): SqlCondition {
  return joined([...filter].sort(byEffort), ' AND ') ?? { sql: '1', values: [] };
}

/** Whole prompts are read last: only of what everything else fits. */
function byEffort(one: FilterTerm, other: FilterTerm): number {
  return Number('body' in one) - Number('body' in other);
}

function joined(terms: readonly FilterTerm[], operator: string): SqlCondition | null {
  if (terms.length === 0) return null;
  const parts = terms.map((term) => ({ ...termSql(term), negated: term.negated }));
  return {
    // A missing value fits nothing, so its negation fits.
    sql: parts.map(({ sql, negated }) => (negated ? `NOT coalesce(${sql}, 0)` : `(${sql})`)).join(operator),
    values: parts.flatMap(({ values }) => values),
  };
}

function termSql(term: FilterTerm): SqlCondition {
  if ('any' in term) return joined(term.any, ' OR ') ?? { sql: '0', values: [] };
  if ('is' in term) return { sql: FLAG_SQL[term.is], values: [] };
  if ('text' in term) return { sql: "preview LIKE ? ESCAPE '\\'", values: [`%${escaped(term.text)}%`] };
  if ('body' in term) {
    const text = 'SELECT prompt_text FROM decisions WHERE decisions.seq = facts.seq';
    return { sql: `(${text}) LIKE ? ESCAPE '\\'`, values: [`%${escaped(term.body)}%`] };
  }
  if ('like' in term) return { sql: `${term.field} LIKE ? ESCAPE '\\'`, values: [`%${escaped(term.like)}%`] };
  if ('glob' in term) {
    return { sql: `${term.field} LIKE ? ESCAPE '\\'`, values: [escaped(term.glob).replaceAll('*', '%')] };
  }
  if ('in' in term) {
    // A cluster is a number; its text is compared.
    const list = term.in.map(() => '?').join(', ');
    return {
      sql: `lower(CAST(${term.field} AS TEXT)) IN (${list})`,
      values: term.in.map((value) => value.toLowerCase()),
    };
  }
  const column = NUMBER_SQL[term.field] ?? term.field;
  const bounds = [
    ['>=', term.min],
    ['<=', term.max],
    ['>', term.above],
    ['<', term.below],
  ] as const;
  const given = bounds.filter((bound): bound is [(typeof bounds)[number][0], number] => bound[1] !== undefined);
  if (given.length === 0) return { sql: `${column} IS NOT NULL`, values: [] };
  return {
    sql: given.map(([operator]) => `${column} ${operator} ?`).join(' AND '),
    values: given.map(([, value]) => value),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
