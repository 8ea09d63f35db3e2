import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  decision,
  manualClock,
  outcome,
  recordingLogger,
  temporaryFolder,
} from '../../../test/integration/host-fixtures.ts';
import { settingsSchema } from '../../shared/settings-schema.ts';
import { DecisionLog, type DecisionLogOptions, MAX_QUEUED, type NewRecord } from './decision-log.ts';
import { MEMORY_CAPACITY } from './memory-store.ts';

const storage = (changes = {}) => settingsSchema.parse({ storage: changes }).storage;

function setUp(folder = temporaryFolder(), changes = {}) {
  const clock = manualClock();
  const logger = recordingLogger();
  const path = join(folder, 'decisions.db');
  const open = (more: Partial<DecisionLogOptions> = {}) => {
    const log = new DecisionLog({
      path,
      clock,
      logger,
      storage: () => storage(changes),
      retryIntervalMs: 1_000,
      ...more,
    });
    onTestFinished(() => log.close());
    return log;
  };
  return { folder, path, clock, logger, open };
}

const entry = (id: string, changes: Partial<NewRecord> = {}): NewRecord => ({
  decision: decision(id),
  outcome: outcome(),
  app: null,
  dialect: 'openai-chat',
  promptText: `prompt of ${id}`,
  sample: false,
  ...changes,
});

/** Content of every file of the database. */
function bytesOf(path: string): string {
  const parts = [path, `${path}-wal`].filter((file) => existsSync(file));
  return parts.map((file) => readFileSync(file, 'latin1')).join('');
}

describe('bodies', () => {
  test('the oldest go when there are too many bytes, and all go with their records', async () => {
    const { open, path } = setUp(temporaryFolder(), { max_bodies_mb: 1, max_body_kb: 512 });
    const first = open();
    const half = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7_919) % 251));
    for (const id of ['a', 'b', 'c', 'd']) {
      first.append(entry(id));
      first.keepBody(id, 'request', { bytes: Buffer.concat([Buffer.from(id), half]), path: '/v1/x' });
    }
    // At the end they are written as they are; the next start brings them under the cap.
    first.close();
    const second = open();
    await expect.poll(() => second.body('b', 'request')).toBeNull();
    expect(second.body('a', 'request')).toBeNull();
    expect(second.body('c', 'request')?.data[0]).toBe('c'.charCodeAt(0));
    expect(second.body('d', 'request')?.path).toBe('/v1/x');
    second.clear('all');
    expect(second.body('d', 'request')).toBeNull();
    second.close();
    const database = new Libsql(path);
    expect(database.prepare('SELECT count(*) AS n FROM bodies').get()).toMatchObject({ n: 0 });
    database.close();
  });

  test('are not kept for records that are gone, and work without a disk', () => {
    const { open } = setUp();
    const log = open({ maxPages: () => 12 });
    log.append(entry('a', { promptText: 'x'.repeat(60_000) }));
    log.flush();
    expect(log.inMemory).toBe(true);
    log.keepBody('a', 'answer', { bytes: Buffer.from('{}') });
    expect(log.body('a', 'answer')?.bytes).toBe(2);
  });
});

describe('decision log', () => {
  test('gives back what was appended, pages by seq, and survives reopening', () => {
    const { open } = setUp();
    const first = open();
    for (let index = 1; index <= 25; index++) first.append(entry(`d${index}`));
    expect(first.page(null, 10).records.map((record) => record.seq)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    expect(first.page(16, 3).records.map((record) => record.seq)).toEqual([13, 14, 15]);
    first.close();

    const second = open();
    expect(second.page(null, 1)).toMatchObject({ total: 25, lastSeq: 25 });
    expect(second.get('d7')).toEqual({ ...second.page(8, 1).records[0] });
    expect(second.get('d7')?.decision).toEqual(decision('d7'));
    expect(second.append(entry('next')).seq).toBe(26);
    expect(second.get('none')).toBeNull();
  });

  test('never gives a seq twice, even after everything was deleted and the log reopened', () => {
    const { open } = setUp();
    const first = open();
    for (const id of ['a', 'b', 'c']) first.append(entry(id));
    expect(first.clear('all')).toBe(3);
    expect(first.page(null, 10)).toEqual({ records: [], total: 0, lastSeq: 0 });
    first.close();
    expect(open().append(entry('d')).seq).toBe(4);
  });

  test('updates outcomes of queued and of written records, and ignores unknown ids', () => {
    const { open } = setUp();
    const log = open();
    const pending = outcome({ status: 'pending' });
    log.append(entry('queued', { outcome: pending }));
    log.update('queued', outcome({ cost_usd: 0.25 }));
    log.append(entry('written', { outcome: pending }));
    log.flush();
    log.update('written', outcome({ cost_usd: 0.5 }));
    log.update('nobody', outcome());
    expect(log.get('queued')?.outcome.cost_usd).toBe(0.25);
    expect(log.get('written')?.outcome.cost_usd).toBe(0.5);
  });

  test('an answer that was cut off by the end of the process is aborted after the next start', () => {
    const { open } = setUp();
    const first = open();
    first.append(entry('done'));
    first.append(entry('cut', { outcome: outcome({ status: 'pending' }) }));
    first.close();
    const second = open();
    expect(second.get('cut')?.outcome.status).toBe('aborted');
    expect(second.get('done')?.outcome.status).toBe('ok');
  });

  test('writes off the hot path, within a tenth of a second', async () => {
    const { open, path } = setUp();
    const log = open();
    log.append(entry('soon-on-disk'));
    expect(bytesOf(path)).not.toContain('soon-on-disk');
    await expect.poll(() => bytesOf(path), { timeout: 2_000 }).toContain('soon-on-disk');
  });

  test('keeps the queue bounded without losing a record', () => {
    const { open } = setUp();
    const log = open();
    const many = MAX_QUEUED * 3;
    for (let index = 0; index < many; index++) log.append(entry(`m${index}`));
    for (let index = 0; index < many; index++) log.update(`m${index}`, outcome({ cost_usd: index }));
    expect(log.page(null, 1)).toMatchObject({ total: many, lastSeq: many });
    expect(log.get('m3')?.outcome.cost_usd).toBe(3);
  });

  test('deletes by number and by age in chunks', async () => {
    const folder = temporaryFolder();
    const filled = setUp(folder);
    const log = filled.open();
    for (let index = 0; index < 1_300; index++) log.append(entry(`n${index}`));
    log.close();
    const capped = setUp(folder, { max_decisions: 100 }).open();
    await expect.poll(() => capped.page(null, 1).total).toBe(100);
    expect(capped.page(null, 100).records[0]?.decision.id).toBe('n1200');
    capped.close();

    const later = setUp(folder, { max_age_days: 1 });
    later.clock.advance(2 * 86_400_000);
    const aged = later.open();
    await expect.poll(() => aged.page(null, 1).total).toBe(0);
  });

  test('removes sample traffic alone', () => {
    const { open } = setUp();
    const log = open();
    log.append(entry('real'));
    log.append(entry('sample', { sample: true }));
    expect(log.clear('sample')).toBe(1);
    expect(log.page(null, 10).records.map((record) => record.decision.id)).toEqual(['real']);
  });

  test('pages back by time, newest first', () => {
    const { open } = setUp();
    const log = open();
    for (const id of ['a', 'b', 'c']) log.append(entry(id));
    expect(log.since(0, 3, 10).map((record) => record.seq)).toEqual([2, 1]);
  });

  test.skipIf(process.platform === 'win32')('is readable by its owner alone', () => {
    const { open, path } = setUp();
    const log = open();
    log.append(entry('d'));
    log.flush();
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('prompts', () => {
  const secret = 'CANARY-PROMPT-TEXT';

  test('full keeps preview and text; deleting removes them from the file', () => {
    const { open, path } = setUp();
    const log = open();
    log.append(entry('d', { promptText: `${'🙂'.repeat(250)}${secret}` }));
    expect(log.get('d')?.prompt_preview).toBe('🙂'.repeat(200));
    expect(bytesOf(path)).toContain(secret);
    log.clear('all');
    log.close();
    expect(bytesOf(path)).not.toContain(secret);
  });

  test('hashed keeps the digest only', () => {
    const { open, path } = setUp(undefined, { prompts: 'hashed' });
    const log = open();
    log.append(entry('d', { promptText: secret }));
    expect(log.get('d')?.prompt_preview).toBeNull();
    log.close();
    expect(bytesOf(path)).not.toContain(secret);
    const row = new Libsql(path).prepare('SELECT prompt_sha256 AS hash FROM decisions').get() as { hash: string };
    expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('off keeps nothing', () => {
    const { open, path } = setUp(undefined, { prompts: 'off' });
    const log = open();
    log.append(entry('d', { promptText: secret }));
    log.close();
    expect(bytesOf(path)).not.toContain(secret);
    const row = new Libsql(path).prepare('SELECT prompt_text, prompt_sha256 FROM decisions').get();
    expect(row).toMatchObject({ prompt_text: null, prompt_sha256: null });
  });
});

describe('trouble with the disk', () => {
  test.each([
    ['not a database at all', (path: string) => writeFileSync(path, 'x'.repeat(9_000))],
    [
      'overwritten in the middle',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 4_096, 40_000);
        writeFileSync(path, bytes);
      },
    ],
  ])('moves a damaged file aside and starts a new one: %s', (_case, damage) => {
    const { open, path, folder, logger } = setUp();
    const log = open();
    for (let index = 0; index < 50; index++) log.append(entry(`d${index}`));
    log.close();
    damage(path);

    const fresh = open();
    expect(fresh.inMemory).toBe(false);
    expect(fresh.notice()).toMatch(/damaged.*decisions\.damaged-2027\d{4}T\d{6}Z\.db/);
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
    expect(logger.lines.filter((line) => line.level === 'error')).toHaveLength(1);
    fresh.append(entry('after'));
    expect(fresh.page(null, 10).total).toBe(1);
  });

  test('leaves a file of a newer Heimdall alone', () => {
    const { open, path } = setUp();
    open().close();
    const database = new Libsql(path);
    database.exec('INSERT INTO migrations VALUES (99, 0)');
    database.close();
    const log = open();
    expect(log.inMemory).toBe(true);
    expect(log.notice()).toContain('newer Heimdall');
    log.append(entry('kept'));
    expect(log.get('kept')).not.toBeNull();
  });

  test('a second host on the same folder works in memory and says why, then takes over', () => {
    const { open, clock } = setUp();
    const first = open();
    first.append(entry('of-first'));
    first.flush();
    const second = open();
    expect(second.notice()).toContain('another Heimdall');
    expect(second.append(entry('of-second')).seq).toBe(1);
    expect(second.page(null, 10).total).toBe(1);
    first.close();
    clock.advance(2_000);
    second.close();
    const third = open();
    expect(third.page(null, 10).records.map((record) => [record.seq, record.decision.id])).toEqual([
      [1, 'of-first'],
      [2, 'of-second'],
    ]);
  });

  test('what waits just as the disk is there again takes the place of no other record', async () => {
    const { open, clock } = setUp();
    const first = open();
    for (const id of ['one', 'two', 'three']) first.append(entry(id));
    const second = open();
    second.append(entry('in memory'));
    second.flush();
    first.close();
    clock.advance(2_000);
    second.append(entry('waiting'));
    await expect.poll(() => second.inMemory).toBe(false);
    second.append(entry('after'));
    expect(second.page(null, 10).records.map((record) => [record.seq, record.decision.id])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
      [4, 'in memory'],
      [5, 'waiting'],
      [6, 'after'],
    ]);
  });

  test('a folder that cannot be made keeps a bounded ring in memory and logs once', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const { open, logger } = setUp(join(folder, 'file'));
    const log = open();
    for (let index = 0; index < MEMORY_CAPACITY + 700; index++) log.append(entry(`r${index}`));
    log.update(`r${MEMORY_CAPACITY}`, outcome({ cost_usd: 7 }));
    expect(log.page(null, 5)).toMatchObject({ total: MEMORY_CAPACITY, lastSeq: MEMORY_CAPACITY + 700 });
    expect(log.page(null, 1).records[0]?.decision.id).toBe(`r${MEMORY_CAPACITY + 699}`);
    expect(log.get(`r${MEMORY_CAPACITY}`)?.outcome.cost_usd).toBe(7);
    expect(log.get('r0')).toBeNull();
    expect(log.since(0, 1_000_000, 2)).toHaveLength(2);
    expect(log.clear('sample')).toBe(0);
    expect(log.clear('all')).toBe(MEMORY_CAPACITY);
    expect(logger.lines.filter((line) => line.level === 'error')).toHaveLength(1);
  });

  test.skipIf(process.getuid?.() === 0)('a read-only folder does not stop routing', () => {
    const { open, folder } = setUp();
    chmodSync(folder, 0o500);
    onTestFinished(() => chmodSync(folder, 0o700));
    const log = open();
    expect(log.notice()).toContain('not writable');
    log.append(entry('d'));
    expect(log.get('d')).not.toBeNull();
  });

  test('a disk that fills up moves to memory without losing a record, and back when there is room', async () => {
    const { open, clock, logger, path } = setUp();
    let pages = 100;
    const log = open({ maxPages: () => pages });
    for (let index = 0; index < 20; index++) log.append(entry(`before${index}`));
    log.flush();
    expect(log.inMemory).toBe(false);
    for (let index = 0; index < 300; index++) log.append(entry(`during${index}`));
    expect(log.page(null, 1)).toMatchObject({ lastSeq: 320 });
    expect(log.inMemory).toBe(true);
    expect(log.notice()).toContain('disk is full');
    expect(log.get('before3')).not.toBeNull();
    expect(log.get('during299')).not.toBeNull();
    expect(logger.lines.filter((line) => line.level === 'error')).toHaveLength(1);

    pages = 1_000_000;
    // A clock that is set back does not put off the next try.
    clock.correct(-3_600_000);
    clock.advance(2_000);
    log.append(entry('after'));
    await expect.poll(() => log.inMemory).toBe(false);
    log.close();
    const database = new Libsql(path);
    expect(database.prepare('SELECT count(*) AS n, max(seq) AS last FROM decisions').get()).toMatchObject({
      n: 321,
      last: 321,
    });
  });

  test('a question that is asked while the disk fills up is answered from memory', async () => {
    const { open } = setUp();
    const log = open({ maxPages: () => 100 });
    for (let index = 0; index < 300; index++) log.append(entry(`d${index}`));
    const { rows } = await log.readFacts('SELECT count(*) FROM facts', []);
    expect(log.inMemory).toBe(true);
    expect(rows).toEqual([[300]]);
  });

  test('a question to a log that is closed says so', async () => {
    const { open } = setUp();
    const log = open();
    const asked = log.readFacts('SELECT count(*) FROM facts', []);
    log.close();
    await expect(asked).rejects.toThrow('The decision log could not be read: the log is closed');
    await expect(log.readFacts('SELECT 1', [])).rejects.toThrow('closed');
  });
});
