import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRawSync } from 'node:zlib';
import type { BodyKind, BodyRow, StoredBody } from './body-store.ts';

const deflate = promisify(deflateRaw);

/** Bodies wait at most so long for company. Milliseconds. */
const INTERVAL_MS = 100;
/** Bytes that may wait; what comes on top is not kept. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
/** Smaller ones are kept as they are: little to gain, and every call of zlib costs a tenth of a millisecond. */
const DEFLATE_FROM_BYTES = 4_096;
/** Bodies written in one go. */
const SLICE = 32;

/**
 * Bodies on their way to the store: they wait here, are deflated off the main thread, and are written in slices. Memory is bounded: when bodies come faster than they can be written, some are left out and counted.
 */
export class BodyQueue {
  readonly #write: (rows: readonly BodyRow[]) => void;
  /** By id and kind, oldest first; not deflated. */
  readonly #waiting = new Map<string, BodyRow>();
  #bytes = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(write: (rows: readonly BodyRow[]) => void) {
    this.#write = write;
  }

  /** Bodies that were left out because there was no room. */
  get dropped(): number {
    return this.#dropped;
  }

  add(row: BodyRow): void {
    if (this.#bytes + row.data.length > MAX_WAITING_BYTES) {
      this.#dropped++;
      return;
    }
    this.#waiting.set(keyOf(row.id, row.kind), row);
    this.#bytes += row.data.length;
    this.#schedule();
  }

  find(id: string, kind: BodyKind): StoredBody | null {
    return this.#waiting.get(keyOf(id, kind)) ?? null;
  }

  /** Forgets what waits, also what is being deflated. */
  clear(): void {
    this.#waiting.clear();
    this.#bytes = 0;
  }

  /** Writes what waits at once, as it is: for the end. */
  flushNow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const rows = [...this.#waiting.values()];
    this.clear();
    if (rows.length > 0) this.#write(rows);
  }

  #schedule(afterMs = INTERVAL_MS): void {
    if (this.#timer !== null || this.#writing !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#writeSlice().finally(() => {
        this.#writing = null;
        // A full slice needs no company: waiting would only let bodies pile up.
        if (this.#waiting.size > 0) this.#schedule(this.#waiting.size < SLICE ? INTERVAL_MS : 0);
      });
    }, afterMs);
    this.#timer.unref();
  }

  async #writeSlice(): Promise<void> {
    const slice = [...this.#waiting.values()].slice(0, SLICE);
    // Together: one after the other, each would wait for a turn of a busy event loop, and bodies would pile up.
    const ready = await Promise.all(slice.map(deflated));
    // Only what nobody deleted meanwhile.
    const kept = ready.filter((row, index) => this.#waiting.get(keyOf(row.id, row.kind)) === slice[index]);
    for (const row of slice) {
      const key = keyOf(row.id, row.kind);
      if (this.#waiting.get(key) !== row) continue;
      this.#waiting.delete(key);
      this.#bytes -= row.data.length;
    }
    if (kept.length > 0) this.#write(kept);
  }
}

/** The bytes of a body as they were. */
export function inflatedBody({ data, deflated: packed }: StoredBody): Buffer {
  return packed ? inflateRawSync(data) : data;
}

async function deflated(row: BodyRow): Promise<BodyRow> {
  if (row.data.length < DEFLATE_FROM_BYTES) return row;
  const data = await deflate(row.data, { level: constants.Z_BEST_SPEED });
  return data.length < row.data.length ? { ...row, data, deflated: true } : row;
}

function keyOf(id: string, kind: BodyKind): string {
  return `${id} ${kind}`;
}
