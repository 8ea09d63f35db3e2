import { filterFields, findField, STATUS_VALUES } from './filter-fields.ts';
import { quote } from './filter-query.ts';
import type { RowSet } from './filtered-view.ts';
import type { RecordRing } from './record-ring.ts';
import type { TextColumn } from './ring-columns.ts';

export interface Suggestion {
  /** The token as it will stand. */
  readonly insert: string;
  readonly about: string;
  /** Rows among those held that have the value. */
  readonly count: number | null;
  /** Place of what it replaces. */
  readonly from: number;
  readonly to: number;
}

const MAX_SUGGESTIONS = 12;

/** What can stand at the caret: fields, then values of the field with their counts. */
export function suggest(source: string, caret: number, ring: RecordRing): readonly Suggestion[] {
  const before = source.slice(0, caret);
  const from = Math.max(before.lastIndexOf(' '), before.lastIndexOf('(')) + 1;
  const rest = /^[^\s)]*/.exec(source.slice(caret))?.[0].length ?? 0;
  const span = { from, to: caret + rest };
  const group = openGroup(before);
  const [, minus = '', name = '', colon = '', typed = ''] =
    /^(-?)([^:]*)(:?)(.*)$/s.exec(source.slice(from, caret)) ?? [];
  const fieldName = (group?.[2] ?? (colon ? name : '')).toLowerCase();
  if (fieldName === '') return fieldSuggestions(minus, name.toLowerCase(), span);
  const wanted = (group ? name : typed).replace(/^=?"?/, '').toLowerCase();
  return fieldValues(ring, fieldName)
    .filter(({ value }) => value.toLowerCase().includes(wanted) && value !== '')
    .slice(0, MAX_SUGGESTIONS)
    .map(({ value, count }) => ({
      insert: group ? quote(value) : `${minus}${fieldName}:${quote(value)}`,
      about: '',
      count,
      ...span,
    }));
}

function fieldSuggestions(minus: string, typed: string, span: { from: number; to: number }): readonly Suggestion[] {
  return filterFields()
    .filter(({ name }) => name.startsWith(typed) && (typed !== '' || !name.startsWith('stage.')))
    .slice(0, typed === '' ? 24 : MAX_SUGGESTIONS)
    .map(({ name, about }) => ({ insert: `${minus}${name}:`, about, count: null, ...span }));
}

export interface FieldValue {
  readonly value: string;
  readonly count: number | null;
}

/** Values of a field, the most frequent first; with their order and without counts where counting says nothing. */
export function fieldValues(ring: RecordRing, name: string, rows?: RowSet): readonly FieldValue[] {
  const field = findField(name);
  if (field === undefined || field.kind === 'number' || field.kind === 'time' || field.kind === 'body') return [];
  if (field.kind === 'words') return field.values.map((value) => ({ value, count: null }));
  const counts = new Map<string, number>();
  if (field.kind === 'text') {
    for (const [id, count] of countIds(ring, field.column, rows)) counts.set(ring.texts.textOf(id), count);
    return [...counts].map(([value, count]) => ({ value, count })).sort((one, other) => other.count - one.count);
  }
  const order: readonly string[] = field.kind === 'status' ? STATUS_VALUES : field.values;
  for (const value of order) counts.set(value, 0);
  forEachRow(ring, rows, (position) => {
    const value = field.kind === 'status' ? ring.statusAt(position) : field.read(ring, position);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  return order.map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

function countIds(ring: RecordRing, column: TextColumn, rows: RowSet | undefined): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  forEachRow(ring, rows, (position) => {
    const id = ring.textIdAt(position, column);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  return counts;
}

function forEachRow(ring: RecordRing, rows: RowSet | undefined, visit: (position: number) => void): void {
  if (rows === undefined) for (let position = ring.start; position < ring.end; position++) visit(position);
  else for (let index = 0; index < rows.length; index++) visit(rows.positionAt(index));
}

/** The minus and the name of the field whose list the caret is in: `-model:(a OR `. */
function openGroup(before: string): RegExpExecArray | null {
  const open = before.lastIndexOf('(');
  if (open < 0 || before.includes(')', open)) return null;
  const word = Math.max(before.lastIndexOf(' ', open), before.lastIndexOf('(', open - 1)) + 1;
  return /^(-?)([\p{L}\p{N}_.]+):$/u.exec(before.slice(word, open));
}
