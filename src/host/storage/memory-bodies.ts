import type { BodyKind, BodyRow, BodyStore, StoredBody } from './body-store.ts';

/** Bytes of bodies that are kept when there is no disk. */
const MEMORY_BODY_BYTES = 16 * 1024 * 1024;

/** Keeps the newest bodies in memory. */
export class MemoryBodies implements BodyStore {
  /** Oldest first. */
  readonly #rows = new Map<string, BodyRow>();
  #total = 0;

  put(rows: readonly BodyRow[]): void {
    for (const row of rows) {
      this.#delete(keyOf(row.id, row.kind));
      this.#rows.set(keyOf(row.id, row.kind), row);
      this.#total += row.data.length;
    }
    this.prune(MEMORY_BODY_BYTES, this.#rows.size);
  }

  get(id: string, kind: BodyKind): StoredBody | null {
    return this.#rows.get(keyOf(id, kind)) ?? null;
  }

  prune(maxBytes: number, limit: number): number {
    let removed = 0;
    for (const key of this.#rows.keys()) {
      if (this.#total <= maxBytes || removed >= limit) break;
      this.#delete(key);
      removed++;
    }
    return removed;
  }

  /** The bodies of one record. */
  forget(id: string): void {
    this.#delete(keyOf(id, 'request'));
    this.#delete(keyOf(id, 'answer'));
  }

  /** Everything that is held, to be written once the disk is back. */
  rows(): BodyRow[] {
    return [...this.#rows.values()];
  }

  clear(): void {
    this.#rows.clear();
    this.#total = 0;
  }

  #delete(key: string): void {
    this.#total -= this.#rows.get(key)?.data.length ?? 0;
    this.#rows.delete(key);
  }
}

function keyOf(id: string, kind: BodyKind): string {
  return `${id} ${kind}`;
}
