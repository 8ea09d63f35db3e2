import { chmodSync, closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import Libsql, { type Database } from 'libsql';
import { HeimdallError } from '../../core/index.ts';
import { migrate } from './migrations.ts';

/** How long a statement waits for another process to let go of the file. Milliseconds; it blocks, so it is short. */
const BUSY_TIMEOUT_MS = 250;

/** Looking through a file takes seconds for each gigabyte; a larger one that was closed in good order is believed. */
const ALWAYS_CHECKED_BYTES = 1024 ** 3;

export interface OpenedDatabase {
  readonly database: Database;
  /** Where a damaged file was moved to; null when there was none. */
  readonly damagedPath: string | null;
  /** How another connection is to be opened that writes to the same file. */
  readonly writing: Writing;
}

interface Writing {
  readonly path: string;
  readonly timeoutMs: number;
  readonly pragmas: readonly string[];
}

/** What every connection is to be told anew. */
const PRAGMAS = [
  // With WAL, NORMAL can lose the last moments on a power cut but never damages the file.
  'synchronous = NORMAL',
  // "Delete" means gone: freed pages are zeroed, because they held prompts.
  'secure_delete = ON',
];

/**
 * Opens the decision log's database, checked and with the current schema. A damaged file is moved aside as
 * `decisions.damaged-<time>.db` (with its WAL, so that nothing that can be rescued is lost) and a fresh one opened.
 *
 * @param maxPages Cap on the size of the file in pages of 4 KiB; null for none.
 * @throws when the file cannot be opened or made for another reason than damage: no rights, no space, in use.
 */
export function openDatabase(path: string, nowMs: number, maxPages: number | null = null): OpenedDatabase {
  const pragmas = maxPages === null ? PRAGMAS : [...PRAGMAS, `max_page_count = ${maxPages}`];
  const writing = { path, timeoutMs: BUSY_TIMEOUT_MS, pragmas };
  try {
    return { database: open(writing, nowMs), damagedPath: null, writing };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const damagedPath = moveAside(path, nowMs);
  return { database: open(writing, nowMs), damagedPath, writing };
}

/**
 * Whether all of a file is to be looked through before it is used. What was closed in good order has nothing in its
 * write-ahead log.
 */
export function needsCheck(path: string, alwaysBytes = ALWAYS_CHECKED_BYTES): boolean {
  const bytes = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return bytes(path) <= alwaysBytes || bytes(`${path}-wal`) > 0;
}

/** Thrown by our own check, beside what SQLite throws by itself. */
class DamagedError extends Error {}

function open({ path, timeoutMs, pragmas }: Writing, nowMs: number): Database {
  keepPrivate(path);
  const isChecked = needsCheck(path);
  const database = new Libsql(path, { timeout: timeoutMs });
  try {
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    for (const pragma of pragmas) database.pragma(pragma);
    if (isChecked) check(database);
    migrate(database, nowMs);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function check(database: Database): void {
  const [answer] = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  if (answer?.quick_check !== 'ok') throw new DamagedError(answer?.quick_check ?? 'no answer');
}

/** Prompts are in there: for its owner alone. SQLite gives its side files the mode of the main one. */
function keepPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedError) return true;
  if (HeimdallError.isInstance(error)) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return /CORRUPT|NOTADB|malformed|not a database/i.test(`${String(code)} ${String(message)}`);
}

function moveAside(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const stem = `${path.replace(/\.db$/, '')}.damaged-${stamp}`;
  let target = `${stem}.db`;
  for (let copy = 2; existsSync(target); copy++) target = `${stem}-${copy}.db`;
  renameSync(path, target);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${target}${suffix}`);
  }
  return target;
}
