import { EMBEDDING_DIM } from '../features/embedding/embedder.ts';
import { type KernelBackend, openKernels } from './open-kernels.ts';

/** Sums of the rows of a quantised table. */
export interface RowSums {
  /** Writes `normalise(Σ scales[r]·table[r])` over the first `count` rows to `out` (float32[384]). */
  write(rows: Int32Array, count: number, out: Float32Array): void;
}

/** Rows that are added in one pass, which then loads and stores the sums once (2.4 times faster than row by row). */
const TOGETHER = 4;

/**
 * @param table int8[n × 384], row-major.
 * @param scales float32[n].
 * @param maxRows The most rows of one sum.
 */
export function createRowSums(
  table: Int8Array,
  scales: Float32Array,
  maxRows: number,
  backend: KernelBackend = 'wasm',
): RowSums {
  const mostRows = Math.ceil(maxRows / TOGETHER) * TOGETHER;
  return (backend === 'wasm' ? inWasm(table, scales, mostRows) : null) ?? inJs(table, scales, mostRows);
}

function inWasm(table: Int8Array, scales: Float32Array, mostRows: number): RowSums | null {
  const sumBytes = EMBEDDING_DIM * Float64Array.BYTES_PER_ELEMENT;
  const vectorBytes = EMBEDDING_DIM * Float32Array.BYTES_PER_ELEMENT;
  const opened = openKernels([table.length, mostRows * 4, mostRows * 8, sumBytes, vectorBytes]);
  if (opened === null) return null;
  const { kernels, memory } = opened;
  const [tableAt, rowsAt, scalesAt, sumAt, vectorAt] = opened.at as [number, number, number, number, number];
  new Int8Array(memory, tableAt, table.length).set(table);
  const rowOffsets = new Int32Array(memory, rowsAt, mostRows);
  const rowScales = new Float64Array(memory, scalesAt, mostRows);
  const vector = new Float32Array(memory, vectorAt, EMBEDDING_DIM);
  return {
    write(rows, count, out) {
      const padded = padRows(rows, count, scales, rowOffsets, rowScales);
      for (let index = 0; index < padded; index++) {
        rowOffsets[index] = tableAt + (rowOffsets[index] as number) * EMBEDDING_DIM;
      }
      kernels.sumRows(rowsAt, scalesAt, padded / TOGETHER, sumAt);
      kernels.normalise(sumAt, vectorAt);
      out.set(vector);
    },
  };
}

function inJs(table: Int8Array, scales: Float32Array, mostRows: number): RowSums {
  const rowNumbers = new Int32Array(mostRows);
  const rowScales = new Float64Array(mostRows);
  const sum = new Float64Array(EMBEDDING_DIM);

  function addRows(first: number): void {
    const oneScale = rowScales[first] as number;
    const twoScale = rowScales[first + 1] as number;
    const threeScale = rowScales[first + 2] as number;
    const fourScale = rowScales[first + 3] as number;
    const one = (rowNumbers[first] as number) * EMBEDDING_DIM;
    const two = (rowNumbers[first + 1] as number) * EMBEDDING_DIM;
    const three = (rowNumbers[first + 2] as number) * EMBEDDING_DIM;
    const four = (rowNumbers[first + 3] as number) * EMBEDDING_DIM;
    for (let index = 0; index < EMBEDDING_DIM; index++) {
      sum[index] =
        (sum[index] as number) +
        (oneScale * (table[one + index] as number) + twoScale * (table[two + index] as number)) +
        (threeScale * (table[three + index] as number) + fourScale * (table[four + index] as number));
    }
  }

  return {
    write(rows, count, out) {
      const padded = padRows(rows, count, scales, rowNumbers, rowScales);
      sum.fill(0);
      for (let first = 0; first < padded; first += TOGETHER) addRows(first);
      let square = 0;
      for (let index = 0; index < EMBEDDING_DIM; index++) square += (sum[index] as number) * (sum[index] as number);
      const factor = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let index = 0; index < EMBEDDING_DIM; index++) out[index] = (sum[index] as number) * factor;
    },
  };
}

/** Fills the last pass up with rows that count for nothing. */
function padRows(
  rows: Int32Array,
  count: number,
  scales: Float32Array,
  outRows: Int32Array,
  outScales: Float64Array,
): number {
  for (let index = 0; index < count; index++) {
    const row = rows[index] as number;
    outRows[index] = row;
    outScales[index] = scales[row] as number;
  }
  let padded = count;
  for (; padded % TOGETHER !== 0; padded++) {
    outRows[padded] = 0;
    outScales[padded] = 0;
  }
  return padded;
}
