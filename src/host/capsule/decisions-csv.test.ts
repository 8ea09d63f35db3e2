import { expect, test } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import { emptyOutcome } from '../../shared/decision.ts';
import { csvHead, csvRow } from './decisions-csv.ts';

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
  expect(row.split(',')).toHaveLength(csvHead(false).split(',').length);
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

test('with prompts there is a column more, guarded like the others', () => {
  expect(csvHead(true)).toBe(csvHead(false).replace('\r\n', ',prompt\r\n'));
  expect(csvRow(record('web'), '=1\n"2"')).toMatch(/,"'=1\n""2"""\r\n$/);
  const one = record('web');
  expect(csvRow(one, null)).toBe(csvRow(one).replace('\r\n', ',\r\n'));
});
