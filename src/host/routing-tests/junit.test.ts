import { Window } from 'happy-dom';
import { expect, test } from 'vitest';
import type { TestResult, TestRun } from '../../shared/routing-test.ts';
import { toJUnit } from './junit.ts';

const decided = {
  bucket: 'cheap',
  model: 'maker/one',
  effort: null,
  provider: 'simulator',
  alpha: 0.6,
  margin: 0.1,
  rule: 'p(cheap) 0.700 > 0.62',
} as const;
const nasty = `<a> & "b" 'c' ]]> \u0000\u001b\ud800 \ttab 👩‍👩‍👧`;

const result = (changes: Partial<TestResult>): TestResult => ({
  name: 'one',
  status: 'passed',
  error: null,
  misses: [],
  decided,
  ms: 1.5,
  ...changes,
});

const run: TestRun = {
  passed: 1,
  failed: 1,
  errors: 1,
  ms: 12,
  artifact_version: '1',
  config_revision: 'abc',
  results: [
    result({}),
    result({
      name: nasty,
      status: 'failed',
      misses: [{ key: 'model', expected: nasty, got: 'maker/one', flip: 'alpha from 0.000 to 0.100 chooses x' }],
    }),
    result({ name: 'three', status: 'error', error: nasty, decided: null }),
  ],
};

test('a run is well-formed JUnit XML that says what failed', () => {
  const text = toJUnit(run, 'routing-tests.yaml');
  const parse = (xml: string) => new new Window().DOMParser().parseFromString(xml, 'application/xml');
  expect(parse(text.replace('</testsuites>', '')).querySelector('parsererror')).not.toBeNull();
  const document = parse(text);
  expect(document.querySelector('parsererror')).toBeNull();
  const suite = document.querySelector('testsuites > testsuite');
  expect(suite?.getAttribute('name')).toBe('routing-tests.yaml');
  for (const [name, value] of Object.entries({ tests: '3', failures: '1', errors: '1', time: '0.012000' })) {
    expect(suite?.getAttribute(name)).toBe(value);
  }
  const cases = [...document.querySelectorAll('testcase')];
  expect(cases.map((each) => each.children.length)).toEqual([0, 1, 1]);
  const shown = nasty.replace('\u0000', '\ufffd').replace('\u001b', '\ufffd').replace('\ud800', '\ufffd');
  expect(cases[1]?.getAttribute('name')).toBe(shown);
  const failure = document.querySelector('failure');
  expect(failure?.getAttribute('type')).toBe('model');
  expect(failure?.getAttribute('message')).toContain(`expected ${shown}, got maker/one`);
  expect(failure?.textContent).toContain('would hold with: alpha from 0.000 to 0.100');
  expect(failure?.textContent).toContain('bucket cheap because p(cheap) 0.700 > 0.62');
  expect(document.querySelector('error')?.getAttribute('message')).toBe(shown);
});

test('nothing that XML forbids is left, and no bare markup', () => {
  const text = toJUnit(run, nasty);
  const isAllowed = (code: number): boolean =>
    code === 9 || code === 10 || (code >= 32 && (code < 0xd800 || code > 0xdfff) && code < 0xfffe) || code > 0xffff;
  expect(Array.from(text).filter((character) => !isAllowed(character.codePointAt(0) ?? 0))).toEqual([]);
  expect(text.match(/&(?!(amp|lt|gt|quot|#9|#10|#13);)/g)).toBeNull();
  expect(text).not.toContain(']]>');
});
