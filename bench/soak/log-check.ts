/** Every decision that a client was told of must be in the log, ended, and as the client saw it. */
import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Libsql, { type Database, type Statement } from 'libsql';
import { LEAVING_APP, type Ticket } from './traffic.ts';

/** A client may know the end of its answer so much earlier than the log. Milliseconds. */
const SETTLED_MS = 5_000;
const SLICE = 500;

interface Row {
  readonly records: number;
  readonly facts: number;
  readonly status: string;
  readonly fact_status: string;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly app: string | null;
}

export class LogCheck {
  readonly #path: string;
  readonly #onWrong: (what: string) => void;
  #tickets: Ticket[] = [];
  #database: Database | null = null;
  #row: Statement | null = null;
  /** Decisions that were found: of apps that wait for their answers, and of the one that may leave without knowing them. */
  readonly #found = { waiting: 0, leaving: 0 };

  constructor(path: string, onWrong: (what: string) => void) {
    this.#path = path;
    this.#onWrong = onWrong;
  }

  get checked(): number {
    return this.#found.waiting + this.#found.leaving;
  }

  add(ticket: Ticket): void {
    this.#tickets.push(ticket);
  }

  /** Looks up what is old enough, or everything when the host has ended. */
  async check(all = false): Promise<void> {
    if (!existsSync(this.#path)) return;
    const before = performance.now() - (all ? 0 : SETTLED_MS);
    const due = this.#tickets.filter(({ endedMs }) => endedMs <= before);
    this.#tickets = this.#tickets.filter(({ endedMs }) => endedMs > before);
    for (const [index, ticket] of due.entries()) {
      this.#compare(ticket);
      if (index % SLICE === SLICE - 1) await nextTurn();
    }
  }

  /** After the host has ended: nothing is in the log that nobody asked for. */
  finish(): void {
    const database = this.#open();
    const count = (where: string) =>
      (database.prepare(`SELECT count(*) AS n FROM decisions ${where}`).get() as { n: number }).n;
    const waited = count(`WHERE app IS NOT '${LEAVING_APP}'`);
    const facts = (database.prepare('SELECT count(*) AS n FROM facts').get() as { n: number }).n;
    if (facts !== count('')) this.#onWrong(`the log has ${count('')} records and ${facts} facts`);
    if (waited !== this.#found.waiting) {
      this.#onWrong(`clients that waited know ${this.#found.waiting} decisions, the log has ${waited} of them`);
    }
    const { integrity_check: verdict } = database.prepare('PRAGMA integrity_check').get() as {
      integrity_check: string;
    };
    if (verdict !== 'ok') this.#onWrong(`the log's file: ${verdict}`);
    this.close();
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  #compare(ticket: Ticket): void {
    this.#open();
    const row = this.#row?.get([ticket.id]) as Row;
    const wrong = (what: string) =>
      this.#onWrong(`${ticket.id}, of which the client saw ${ticket.saw} ${ticket.status} ${ticket.code}: ${what}`);
    if (row.records !== 1 || row.facts !== 1) {
      wrong(`${row.records} records and ${row.facts} facts in the log`);
      return;
    }
    if (row.status !== row.fact_status) wrong(`record ${row.status}, facts ${row.fact_status}`);
    if (row.app === LEAVING_APP) this.#found.leaving++;
    else this.#found.waiting++;
    if (ticket.saw === 'left') {
      if (row.status === 'pending') wrong('has not ended');
      return;
    }
    const expected = ticket.saw === 'decision' ? 'decision-only' : ticket.saw;
    if (row.status !== expected) wrong(`the log says ${row.status} ${row.http_status} ${row.error}`);
    else if (ticket.saw !== 'decision' && row.http_status !== ticket.status) wrong(`the log says ${row.http_status}`);
    else if (ticket.code !== null && ticket.code !== row.error) wrong(`the log says ${row.error}`);
  }

  #open(): Database {
    if (this.#database !== null) return this.#database;
    this.#database = new Libsql(this.#path, { readonly: true, timeout: 5_000 });
    this.#row = this.#database.prepare(
      `SELECT count(DISTINCT decisions.seq) AS records, count(facts.seq) AS facts,
         json_extract(outcome, '$.status') AS status, status AS fact_status, http_status, error, decisions.app AS app
       FROM decisions LEFT JOIN facts ON facts.seq = decisions.seq WHERE decisions.id = ?`,
    );
    return this.#database;
  }
}
