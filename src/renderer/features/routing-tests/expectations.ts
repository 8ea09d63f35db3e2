import type { Decision } from '../../../shared/decision.ts';
import type { Expectation } from '../../../shared/routing-test.ts';

/** What can be asked of a request like a recorded one. */
export const EXPECTATION_KINDS = ['bucket_at_least', 'bucket_at_most', 'bucket', 'model', 'not_model'] as const;
export type ExpectationKind = (typeof EXPECTATION_KINDS)[number];

export function expectationOf(kind: ExpectationKind, bucket: Decision['bucket'], model: string): Expectation {
  if (kind === 'model' || kind === 'not_model') return { [kind]: model };
  return { [kind]: bucket };
}

const WORDS: Readonly<Record<keyof Expectation, string>> = {
  bucket_at_least: 'at least',
  bucket: 'bucket',
  bucket_at_most: 'at most',
  model: 'model',
  not_model: 'not model',
  provider: 'provider',
  not_provider: 'not provider',
  effort: 'effort',
};

/** `at least mid, not model openai/gpt-5.4`. */
export function describeExpectation(expect: Expectation): string {
  return Object.entries(expect)
    .map(([key, value]) => `${WORDS[key as keyof Expectation]} ${[value ?? 'default'].flat().join(' or ')}`)
    .join(', ');
}

/** A name without a word of the prompt, because names are printed in CI. */
export function suggestedName({ id, features }: Decision, expect: Expectation): string {
  const topic = features.clusters[0]?.label ?? 'request';
  return `${topic} ${id.slice(-6)}: ${describeExpectation(expect)}`.slice(0, 200);
}
