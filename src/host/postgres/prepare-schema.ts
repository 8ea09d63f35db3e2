import type { Client } from 'pg';
import { HeimdallError } from '../../core/index.ts';
import { DAY_MS } from '../../shared/durations.ts';
import { ADD_EXPLORED, CREATE_REQUESTS } from './columns.ts';

/** In their order, each once; a number that was released stays as it is. */
const MIGRATIONS: readonly string[] = [CREATE_REQUESTS, ADD_EXPLORED];

/** Hosts that start at once take turns; any number that nobody else is likely to have. */
const LOCK = 4_141_202_611;

/**
 * Makes the schema `heimdall`, or brings it up to date. Needs the right to create schemas, the first time.
 *
 * @throws {HeimdallError} `storage_failed` when a newer Heimdall made it; and what the server says.
 */
export async function prepareSchema(client: Client): Promise<void> {
  await inTurn(client, async () => {
    await client.query('CREATE SCHEMA IF NOT EXISTS heimdall');
    await client.query('CREATE TABLE IF NOT EXISTS heimdall.schema_version (version integer NOT NULL)');
    const { rows } = await client.query<{ version: number }>(
      'SELECT coalesce(max(version), 0) AS version FROM heimdall.schema_version',
    );
    const version = rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) {
      throw new HeimdallError('storage_failed', 'The schema heimdall was made by a newer Heimdall: update this one.');
    }
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await client.query(migration);
      await client.query('INSERT INTO heimdall.schema_version VALUES ($1)', [index + 1]);
    }
  });
}

/** Makes the partitions of these months (`2026-11`) where they are missing. */
export async function makeMonths(client: Client, months: readonly string[]): Promise<void> {
  await inTurn(client, async () => {
    for (const month of months) {
      const { from, until } = rangeOf(month);
      await client.query(
        `CREATE TABLE IF NOT EXISTS heimdall.${tableOf(month)} PARTITION OF heimdall.requests
         FOR VALUES FROM ('${from}') TO ('${until}')`,
      );
    }
  });
}

/** Drops the months that are older than so many days to their last; returns how many. */
export async function dropOldMonths(client: Client, maxAgeDays: number, nowMs: number): Promise<number> {
  const oldest = nowMs - maxAgeDays * DAY_MS;
  const { rows } = await client.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits
     JOIN pg_class child ON child.oid = inhrelid
     WHERE inhparent = 'heimdall.requests'::regclass`,
  );
  const old = rows.flatMap(({ name }) => {
    const month = /^requests_(\d{4})_(\d{2})$/.exec(name);
    if (month === null) return [];
    return Date.parse(rangeOf(`${month[1]}-${month[2]}`).until) <= oldest ? [name] : [];
  });
  for (const name of old) await client.query(`DROP TABLE IF EXISTS heimdall.${name}`);
  return old.length;
}

/** The month of a time, by UTC. */
export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

const tableOf = (month: string): string => `requests_${month.replace('-', '_')}`;

function rangeOf(month: string): { readonly from: string; readonly until: string } {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const until = new Date(Date.UTC(year, number, 1)).toISOString();
  return { from: `${month}-01T00:00:00.000Z`, until };
}

async function inTurn(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    // Held until the transaction ends, however it does.
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
