import { expect, test } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../../test/fakes/decision.ts';
import { expectationSchema } from '../../../shared/routing-test.ts';
import { describeExpectation, EXPECTATION_KINDS, expectationOf, suggestedName } from './expectations.ts';

test('every kind is an expectation that the host takes, and is said in words', () => {
  const words = EXPECTATION_KINDS.map((kind) =>
    describeExpectation(expectationSchema.parse(expectationOf(kind, 'mid', 'maker/one'))),
  );
  expect(words).toEqual(['at least mid', 'at most mid', 'bucket mid', 'model maker/one', 'not model maker/one']);
  expect(describeExpectation({ effort: null, provider: ['a', 'b/*'] })).toBe('effort default, provider a or b/*');
});

test('a suggested name has the topic and the id', () => {
  const decision = fakeDecision([fakeCandidate('maker/one', null)], { id: 'dec_abcdef123456' });
  expect(suggestedName(decision, { bucket: 'mid' })).toBe('request 123456: bucket mid');
});
