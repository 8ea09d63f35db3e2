import { compileFilter, dependsOnOutcome, type FilterContext, type RowPredicate } from './filter-compile.ts';
import type { FilterTerm } from './filter-query.ts';
import type { RecordRing } from './record-ring.ts';
import type { NumberColumn } from './ring-columns.ts';

/** Rows of the ring in order: all of them, or those that match a filter. */
export interface RowSet {
  readonly length: number;
  positionAt(index: number): number;
  indexOf(position: number): number;
}

/** The rows in [start, end), unfiltered: no list is built. */
export function rangeRows(start: number, end: number): RowSet {
  return {
    length: Math.max(0, end - start),
    positionAt: (index) => start + index,
    indexOf: (position) => (position >= start && position < end ? position - start : -1),
  };
}

/** Rows in the order of a number, unknown values last. Made once: what is sorted stands still. */
export function sortedRows(ring: RecordRing, rows: RowSet, column: NumberColumn, descending: boolean): RowSet {
  const values = new Float64Array(rows.length);
  const order = new Uint32Array(rows.length);
  const unknown = descending ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (let index = 0; index < rows.length; index++) {
    const value = ring.numberAt(rows.positionAt(index), column);
    values[index] = Number.isNaN(value) ? unknown : value;
    order[index] = index;
  }
  const sign = descending ? -1 : 1;
  order.sort((one, other) => {
    const first = values[one] as number;
    const second = values[other] as number;
    return first === second ? one - other : first < second ? -sign : sign;
  });
  const positions = Array.from(order, (index) => rows.positionAt(index));
  let places: Map<number, number> | null = null;
  return {
    length: positions.length,
    positionAt: (index) => positions[index] ?? -1,
    indexOf: (position) => {
      places ??= new Map(positions.map((one, index) => [one, index]));
      return places.get(position) ?? -1;
    },
  };
}

/**
 * Keeps the matching positions of a filter up to date. Appended rows are tested once; the whole ring is scanned only
 * when the filter changes, older rows come in, or outcomes changed and the filter looks at them.
 */
export class FilteredView {
  readonly #ring: RecordRing;
  #positions: number[] = [];
  #predicate: RowPredicate;
  #terms: readonly FilterTerm[];
  #from = 0;
  #to = 0;
  #updates = -1;

  constructor(ring: RecordRing, terms: readonly FilterTerm[], context?: FilterContext) {
    this.#ring = ring;
    this.#terms = terms;
    this.#predicate = compileFilter(terms, context);
    this.#from = ring.start;
    this.#to = ring.start;
  }

  /**
   * @param end Upper bound of positions, for a frozen view.
   * @param updates Count of outcome updates so far: a change means that held rows may match differently.
   */
  rows(end: number, updates: number): RowSet {
    const { start } = this.#ring;
    const outcomesMatter = this.#terms.some(dependsOnOutcome);
    const stale = start < this.#from || end < this.#to || (outcomesMatter && updates !== this.#updates);
    if (stale) {
      this.#positions = [];
      this.#from = start;
      this.#to = start;
    }
    this.#updates = updates;
    if (start > this.#from) {
      this.#positions.splice(0, lowerBound(this.#positions, start));
      this.#from = start;
      this.#to = Math.max(this.#to, start);
    }
    for (; this.#to < end; this.#to++) if (this.#predicate(this.#ring, this.#to)) this.#positions.push(this.#to);
    const positions = this.#positions;
    return {
      length: positions.length,
      positionAt: (index) => positions[index] ?? -1,
      indexOf: (position) => {
        const index = lowerBound(positions, position);
        return positions[index] === position ? index : -1;
      },
    };
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
