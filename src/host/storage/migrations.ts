import type { Database } from 'libsql';
import { HeimdallError } from '../../core/index.ts';
import { CREATE_DAY_SUMS } from './day-sums.ts';
import {
  ADD_ARTIFACT_FACT,
  ADD_CHOICE_FACTS,
  ADD_EXPLORATION_FACT,
  ADD_RESPONSE_CACHE_FACTS,
  CREATE_FACTS,
} from './fact-columns.ts';

/** One step of the schema. A step that was released is never edited: add another. */
interface Migration {
  readonly version: number;
  readonly sql: string;
}

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    // AUTOINCREMENT: a seq is never given twice, even after the newest records were deleted.
    // `scoring` repeats what a what-if needs of a decision, so that a preview reads a tenth of the bytes.
    sql: `
      CREATE TABLE decisions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        created_ms INTEGER NOT NULL,
        sample INTEGER NOT NULL,
        app TEXT,
        dialect TEXT NOT NULL,
        prompt_preview TEXT,
        prompt_text TEXT,
        prompt_sha256 TEXT,
        scoring TEXT NOT NULL,
        decision TEXT NOT NULL,
        outcome TEXT NOT NULL
      );
      CREATE INDEX decisions_by_time ON decisions (created_ms);
      CREATE INDEX decisions_sample ON decisions (seq) WHERE sample = 1;
    `,
  },
  {
    version: 2,
    // Bodies are apart, so that reading decisions never reads past them. `stored` is the length of `data`.
    sql: `
      ALTER TABLE decisions ADD COLUMN replay_of TEXT;
      CREATE TABLE bodies (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        path TEXT,
        query TEXT,
        bytes INTEGER NOT NULL,
        truncated INTEGER NOT NULL,
        deflated INTEGER NOT NULL,
        stored INTEGER NOT NULL,
        data BLOB NOT NULL,
        UNIQUE (id, kind)
      );
      CREATE INDEX bodies_stored ON bodies (stored);
      CREATE TRIGGER bodies_of_deleted AFTER DELETE ON decisions BEGIN
        DELETE FROM bodies WHERE id = OLD.id;
      END;
    `,
  },
  {
    version: 3,
    // Filled from the records in the background (SqliteStore.backfillFacts).
    sql: `
      ${CREATE_FACTS};
      CREATE INDEX facts_by_time ON facts (created_ms);
      CREATE TRIGGER facts_of_deleted AFTER DELETE ON decisions BEGIN
        DELETE FROM facts WHERE seq = OLD.seq;
      END;
    `,
  },
  {
    version: 4,
    // Emptied, so that all of them are filled anew in the background with the added columns.
    sql: `
      ${ADD_RESPONSE_CACHE_FACTS}
      DELETE FROM facts;
    `,
  },
  {
    version: 5,
    // The console re-scores by itself, from the decisions.
    sql: 'ALTER TABLE decisions DROP COLUMN scoring;',
  },
  {
    version: 6,
    sql: `
      ${ADD_CHOICE_FACTS}
      DELETE FROM facts;
    `,
  },
  {
    version: 7,
    sql: `
      ${ADD_ARTIFACT_FACT}
      DELETE FROM facts;
    `,
  },
  {
    version: 8,
    sql: `
      ${ADD_EXPLORATION_FACT}
      DELETE FROM facts;
    `,
  },
  { version: 9, sql: CREATE_DAY_SUMS },
];

/**
 * Brings the schema up to date, each step in its own transaction.
 *
 * @throws {HeimdallError} `storage_failed` when a newer Heimdall wrote the file: it is left alone.
 */
export function migrate(database: Database, nowMs: number): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_ms INTEGER NOT NULL)');
  const row = database.prepare('SELECT max(version) AS version FROM migrations').get() as { version: number | null };
  const current = row.version ?? 0;
  const newest = MIGRATIONS.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new HeimdallError(
      'storage_failed',
      `The decision log has schema ${current}, written by a newer Heimdall; this one knows up to ${newest}.`,
      { context: { found: current, known: newest } },
    );
  }
  for (const migration of MIGRATIONS.filter(({ version }) => version > current)) {
    database.transaction(() => {
      database.exec(migration.sql);
      database.prepare('INSERT INTO migrations VALUES (?, ?)').run(migration.version, nowMs);
    })();
  }
}
