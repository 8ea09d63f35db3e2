import { expect, test } from 'vitest';
import { nodeProblem } from './node-version.mjs';

test.each([
  ['20.19.0', null],
  ['22.1.0', null],
  ['18.20.8', 'Heimdall needs Node 20.19 or newer, and this is 18.20.8'],
  ['20.18.3', 'this is 20.18.3'],
])('Node %s', (version, problem) => {
  if (problem === null) expect(nodeProblem(version, '>=20.19')).toBeNull();
  else expect(nodeProblem(version, '>=20.19')).toContain(problem);
});

test('this one will do, by what package.json says', () => {
  expect(nodeProblem()).toBeNull();
});
