/**
 * Columns of numbers of one length, used as a ring: a position is taken modulo that length, and positions may be
 * negative.
 */
type Kind =
  | Float64ArrayConstructor
  | Float32ArrayConstructor
  | Uint32ArrayConstructor
  | Uint16ArrayConstructor
  | Uint8ArrayConstructor;

/** The kind of number of each column. */
export type ColumnKinds = Readonly<Record<string, Kind>>;

export type ColumnsOf<T extends ColumnKinds> = { readonly [Name in keyof T]: InstanceType<T[Name]> };

/** Zeros. */
export function createColumns<T extends ColumnKinds>(kinds: T, size: number): ColumnsOf<T> {
  return Object.fromEntries(Object.entries(kinds).map(([name, Column]) => [name, new Column(size)])) as ColumnsOf<T>;
}

/** The columns at another length, with the numbers at the positions [start, end). */
export function resizeColumns<T extends ColumnKinds>(
  kinds: T,
  from: ColumnsOf<T>,
  sizes: { readonly from: number; readonly to: number },
  start: number,
  end: number,
): ColumnsOf<T> {
  const to = createColumns(kinds, sizes.to);
  for (const name of Object.keys(kinds)) {
    const source = from[name] as Float64Array;
    const target = to[name] as Float64Array;
    for (let position = start; position < end; position++) {
      target[modulo(position, sizes.to)] = source[modulo(position, sizes.from)] as number;
    }
  }
  return to;
}

export function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
