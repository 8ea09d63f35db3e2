import type { Client } from 'pg';
import { HOUR_MS } from '../../shared/durations.ts';
import { INSERT_ROWS, type MirroredRequest, rowsOf } from './columns.ts';
import { dropOldMonths, makeMonths, monthOf, prepareSchema } from './prepare-schema.ts';

const CONNECT_MS = 5_000;
const QUERY_MS = 30_000;
/** How often months are looked at that may be too old. */
const PRUNE_MS = HOUR_MS;

/** One connection, made when it is first needed and again after it broke. */
export class PostgresWriter {
  readonly #url: string;
  readonly #now: () => number;
  readonly #maxAgeDays: number;
  #client: Client | null = null;
  readonly #months = new Set<string>();
  #prunedMs = Number.NEGATIVE_INFINITY;

  /** @param url With its password. Never shown. @param now Unix time in milliseconds. */
  constructor(url: string, maxAgeDays: number, now: () => number) {
    this.#url = url;
    this.#maxAgeDays = maxAgeDays;
    this.#now = now;
  }

  /**
   * Writes rows, all or none but those that the server can never take.
   *
   * @returns How many it could not take.
   * @throws What went wrong with the server: the same rows may be tried again.
   */
  async write(requests: readonly MirroredRequest[]): Promise<number> {
    const client = await this.#connected();
    const months = [...new Set(requests.map(({ decision }) => monthOf(decision.created_ms)))];
    const missing = months.filter((month) => !this.#months.has(month));
    if (missing.length > 0) {
      await makeMonths(client, missing);
      for (const month of missing) this.#months.add(month);
    }
    const refused = await insert(client, requests);
    if (this.#now() - this.#prunedMs > PRUNE_MS) {
      this.#prunedMs = this.#now();
      if ((await dropOldMonths(client, this.#maxAgeDays, this.#now())) > 0) this.#months.clear();
    }
    return refused;
  }

  /** Ends the connection; the next `write` makes another. */
  async disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#months.clear();
    await client?.end().catch(() => undefined);
  }

  async #connected(): Promise<Client> {
    if (this.#client !== null) return this.#client;
    // Loaded here: whoever has no such server has no use for it.
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      statement_timeout: QUERY_MS,
      application_name: 'heimdall',
      keepAlive: true,
    });
    client.on('error', () => {
      if (this.#client === client) void this.disconnect();
    });
    try {
      await client.connect();
      await prepareSchema(client);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    return client;
  }
}

/** Classes of errors that are about what was sent: data, and constraints. */
const ABOUT_DATA = /^2[23]/;

async function insert(client: Client, requests: readonly MirroredRequest[]): Promise<number> {
  try {
    await client.query(INSERT_ROWS, [rowsOf(requests)]);
    return 0;
  } catch (error) {
    if (!ABOUT_DATA.test(String((error as { code?: unknown }).code))) throw error;
    if (requests.length === 1) return 1;
    // One bad row must not keep the others out.
    const half = Math.ceil(requests.length / 2);
    const first = await insert(client, requests.slice(0, half));
    return first + (await insert(client, requests.slice(half)));
  }
}
