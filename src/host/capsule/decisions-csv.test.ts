import { expect, test } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import { emptyOutcome } from '../../shared/decision.ts';
import { CSV_HEAD, csvRow } from './decisions-csv.ts';

const record = (app: string) => ({
  seq: 1,
  decision: fakeDecision([fakeCandidate('maker/one', null)]),
  outcome: emptyOutcome('ok', false),
  app,
  dialect: 'openai-chat',
  prompt_preview: 'a secret prompt',
  sample: false,
  replay_of: null,
});

test('a row has a cell for each name of the head, and no prompt', () => {
  const row = csvRow(record('web'));
  expect(row.split(',')).toHaveLength(CSV_HEAD.split(',').length);
  expect(row).not.toContain('secret');
  expect(row.endsWith('\r\n')).toBe(true);
});

test.each([
  ['a,"b"\nc', ',"a,""b""\nc",'],
  ['=1+1', ",'=1+1,"],
  ['@cmd,', ',"\'@cmd,",'],
  ['-dash', ",'-dash,"],
])('%j is quoted, and no formula', (app, cell) => {
  expect(csvRow(record(app))).toContain(cell);
});
