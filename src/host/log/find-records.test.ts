import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  candidate,
  decision,
  manualClock,
  outcome,
  recordingLogger,
  temporaryFolder,
} from '../../../test/integration/host-fixtures.ts';
import { filterSchema } from '../../shared/console/filter-contract.ts';
import { settingsSchema } from '../../shared/settings-schema.ts';
import { DecisionLog, type NewRecord } from '../storage/decision-log.ts';
import { countRecords, findRecords } from './find-records.ts';

// Few rows a look, so that everything is put together from many.
vi.mock('./pace.ts', () => ({
  Pace: class {
    rows = 2;
    took(): void {}
  },
}));

function openLog(folder = temporaryFolder()) {
  const log = new DecisionLog({
    path: join(folder, 'decisions.db'),
    storage: () => settingsSchema.parse({}).storage,
    logger: recordingLogger(),
    clock: manualClock(),
  });
  onTestFinished(() => log.close());
  return log;
}

/** A log without a disk: its folder is a file. */
function openMemoryLog() {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  return openLog(file);
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

const exploration = { instead_of: { model: 'openai/small', effort: null }, extra_usd: 0.01, drawn_quality: 0.9 };

function fill(log: DecisionLog): void {
  log.append(entry('a', { app: 'Web', promptText: 'Refund 100% of_it' }));
  log.append(
    entry('b', {
      app: 'cli',
      promptText: `${'hay '.repeat(200)}needle`,
      decision: decision('b', { bucket: 'hard', mode: 'explicit', margin: null, alpha: 0.25, profile: 'economy' }),
      outcome: outcome({ status: 'error', error_code: 'provider_timeout', http_status: 504, total_ms: 2_500 }),
    }),
  );
  log.append(
    entry('c', {
      sample: true,
      replayOf: 'a',
      decision: decision('c', { candidates: [candidate('openai/small', 0.6, 0.1)], cache: { state: 'hit', key: 'k' } }),
      outcome: outcome({ simulated: false, cost_usd: 0.02, served_model: 'anthropic/haiku', input_tokens: 900 }),
    }),
  );
  log.append(
    entry('d', {
      decision: decision('d', { exploration }),
      outcome: outcome({ status: 'pending', served_model: null, total_ms: null }),
    }),
  );
  log.update('d', outcome({ served_model: 'openai/small', total_ms: 40, overhead_ms: 1, attempts: [] }));
}

const find = async (log: DecisionLog, filter: unknown) =>
  (await findRecords(log, filterSchema.parse(filter), undefined, 100)).records.map((record) => record.decision.id);

describe.each([
  ['SQLite', openLog],
  ['memory', openMemoryLog],
])('looking for records in %s', (_name, open) => {
  test.each([
    ['nothing', [], ['a', 'b', 'c', 'd']],
    ['a bucket', [{ field: 'bucket', in: ['hard'] }], ['b']],
    ['not a bucket', [{ field: 'bucket', in: ['hard'], negated: true }], ['a', 'c', 'd']],
    ['several apps, whatever their case', [{ field: 'app', in: ['web', 'CLI'] }], ['a', 'b']],
    ['no app', [{ field: 'app', like: '', negated: true }], null],
    ['not an app, which those without one are not', [{ field: 'app', in: ['web'], negated: true }], ['b', 'c', 'd']],
    ['what answered', [{ field: 'model', like: 'HAIKU' }], ['c']],
    ['what answered later', [{ field: 'model', in: ['openai/small'] }], ['d']],
    ['a cluster', [{ field: 'cluster', in: ['0'] }], ['a', 'b', 'c', 'd']],
    ['a range', [{ field: 'total_ms', min: 40, max: 2_500 }], ['b', 'd']],
    ['an open range', [{ field: 'total_ms', above: 40, below: 3_000 }], ['b']],
    ['a missing number', [{ field: 'margin' }], ['a', 'c', 'd']],
    ['no number', [{ field: 'margin', negated: true }], ['b']],
    ['tokens', [{ field: 'tokens', min: 900 }], ['c']],
    ['a flag', [{ is: 'error' }], ['b']],
    ['flags', [{ is: 'sample' }, { is: 'cached' }, { is: 'replay' }], ['c']],
    ['what was tried to learn', [{ is: 'explored' }], ['d']],
    ['what was not', [{ is: 'explored', negated: true }], ['a', 'b', 'c']],
    ['not a flag', [{ is: 'simulated', negated: true }], ['c']],
    ['text, in which % and _ are letters', [{ text: '100% OF_' }], ['a']],
    ['text with % that is not there', [{ text: 'r%d' }], []],
    ['the end of a long prompt, which the first 200 characters do not have', [{ body: 'NEEDLE' }], ['b']],
    ['not the end of a long prompt', [{ body: 'needle', negated: true }], ['a', 'c', 'd']],
    ['a model by wildcards', [{ field: 'model', glob: '*/haiku' }], ['c']],
    ['what was chosen, whoever answered', [{ field: 'chosen', in: ['openai/small'] }], ['c']],
    ['one of several', [{ any: [{ is: 'error' }, { field: 'app', like: 'we' }] }], ['a', 'b']],
    ['none of several', [{ any: [{ is: 'error' }, { field: 'app', like: 'we' }], negated: true }], ['c', 'd']],
    [
      'not both of two',
      [
        {
          any: [
            { is: 'error', negated: true },
            { is: 'cached', negated: true },
          ],
        },
      ],
      ['a', 'b', 'c', 'd'],
    ],
    ['a profile', [{ field: 'profile', in: ['Economy'] }], ['b']],
    ['the label of a cluster', [{ field: 'cluster_label', like: 'GREET' }], ['a', 'b', 'c', 'd']],
    ['what apps asked', [{ is: 'traffic' }], ['a', 'b', 'd']],
    ['several terms', [{ field: 'status', in: ['ok'] }, { field: 'app', in: ['web'] }, { text: 'refund' }], ['a']],
  ])('finds by %s', async (_case, filter, expected) => {
    const log = open();
    fill(log);
    if (expected === null) expect(filterSchema.safeParse(filter).success).toBe(false);
    else expect(await find(log, filter)).toEqual(expected);
  });

  test('pages back, and counts', async () => {
    const log = open();
    for (let index = 1; index <= 30; index++) log.append(entry(`d${index}`, { app: index % 3 === 0 ? 'web' : 'cli' }));
    const filter = filterSchema.parse([{ field: 'app', in: ['web'] }]);
    const seen: number[] = [];
    let before: number | undefined;
    for (;;) {
      const { records, nextBeforeSeq } = await findRecords(log, filter, before, 4);
      seen.unshift(...records.map(({ seq }) => seq));
      if (nextBeforeSeq === null) break;
      before = nextBeforeSeq;
    }
    expect(seen).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
    expect(await countRecords(log, filter)).toEqual({ matched: 10, seen: 30 });
    log.clear('all');
    expect(await countRecords(log, filter)).toEqual({ matched: 0, seen: 0 });
  });
});

/** Takes back the schema's last step. */
const WITHOUT_DAY_SUMS = `DROP TRIGGER IF EXISTS day_sums_after_insert; DROP TRIGGER IF EXISTS day_sums_after_update;
  DROP TRIGGER IF EXISTS day_sums_after_delete; DROP TABLE day_sums; DROP TABLE summed;`;

test('records of an earlier version get their facts in the background', async () => {
  const folder = temporaryFolder();
  const first = openLog(folder);
  for (let index = 1; index <= 120; index++) first.append(entry(`d${index}`, { app: `app${index}` }));
  first.close();
  const database = new Libsql(join(folder, 'decisions.db'));
  database.exec(`DROP TRIGGER facts_of_deleted; DROP TABLE facts; DROP TRIGGER bodies_of_deleted; DROP TABLE bodies;
    ALTER TABLE decisions DROP COLUMN replay_of; ALTER TABLE decisions ADD COLUMN scoring TEXT NOT NULL DEFAULT '{}';
    ${WITHOUT_DAY_SUMS} DELETE FROM migrations WHERE version > 1`);
  database.close();
  const second = openLog(folder);
  second.append(entry('new'));
  await expect.poll(async () => (await countRecords(second, [])).seen).toBe(121);
  expect(await find(second, [{ field: 'app', in: ['app3'] }])).toEqual(['d3']);
  expect(second.get('d3')?.replay_of).toBeNull();
});

test('what was explored before the filter knew of it is found once its facts are filled anew', async () => {
  const folder = temporaryFolder();
  const first = openLog(folder);
  first.append(entry('tried', { decision: decision('tried', { exploration }) }));
  first.append(entry('best'));
  first.close();
  const database = new Libsql(join(folder, 'decisions.db'));
  database.exec(`${WITHOUT_DAY_SUMS} ALTER TABLE facts DROP COLUMN explored; DELETE FROM migrations WHERE version > 7`);
  database.close();
  const second = openLog(folder);
  await expect.poll(async () => (await countRecords(second, [])).seen).toBe(2);
  expect(await find(second, [{ is: 'explored' }])).toEqual(['tried']);
});
