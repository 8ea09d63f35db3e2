import type { Database } from 'libsql';
import type { BodyKind, BodyRow, BodyStore, StoredBody } from './body-store.ts';
import type { SqlValue } from './writer-thread.ts';

interface Row {
  readonly path: string | null;
  readonly query: string | null;
  readonly bytes: number;
  readonly truncated: number;
  readonly deflated: number;
  readonly data: Buffer;
}

/** A body whose record was deleted meanwhile has nothing to belong to. */
export const INSERT_BODY = `INSERT OR REPLACE INTO bodies
  (id, kind, path, query, bytes, truncated, deflated, stored, data)
  SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM decisions WHERE id = ?)`;

/** Values for `INSERT_BODY`. The bytes are a copy: what they are cut from may be much larger. */
export function bodyValues({ id, kind, path, query, bytes, truncated, deflated, data }: BodyRow): SqlValue[] {
  return [id, kind, path, query, bytes, truncated ? 1 : 0, deflated ? 1 : 0, data.length, new Uint8Array(data), id];
}

/** Bodies in the decision log's database. They go with their records: a trigger sees to that. */
export class SqliteBodies implements BodyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string, kind: BodyKind): StoredBody | null {
    const row = this.#database
      .prepare('SELECT path, query, bytes, truncated, deflated, data FROM bodies WHERE id = ? AND kind = ?')
      .get([id, kind]) as Row | undefined;
    if (row === undefined) return null;
    const { path, query, bytes, truncated, deflated, data } = row;
    return { path, query, bytes, truncated: truncated === 1, deflated: deflated === 1, data: Buffer.from(data) };
  }

  prune(maxBytes: number, limit: number): number {
    const { total } = this.#database.prepare('SELECT coalesce(sum(stored), 0) AS total FROM bodies').get() as {
      total: number;
    };
    if (total <= maxBytes) return 0;
    const oldest = this.#database.prepare('SELECT number, stored FROM bodies ORDER BY number LIMIT ?').all([limit]) as {
      number: number;
      stored: number;
    }[];
    let freed = 0;
    const enough = oldest.findIndex(({ stored }) => {
      freed += stored;
      return total - freed <= maxBytes;
    });
    const last = oldest[enough < 0 ? oldest.length - 1 : enough];
    return this.#database.prepare('DELETE FROM bodies WHERE number <= ?').run([last?.number ?? 0]).changes;
  }

  clear(): void {
    this.#database.exec('DELETE FROM bodies');
  }
}
