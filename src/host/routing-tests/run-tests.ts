import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, checkExpectation, HeimdallError, type Router, requestOfTest } from '../../core/index.ts';
import type { Decision } from '../../shared/decision.ts';
import type { RoutingTest, TestResult, TestRun } from '../../shared/routing-test.ts';

/** Tests decided in one turn: a few milliseconds at most. */
const CHUNK = 50;
/** An embedder that still loads gets this many of its time limits. */
const EMBEDDER_TRIES = 200;

export interface TestConditions {
  readonly router: Router;
  readonly clock: Clock;
  readonly artifactVersion: string;
  readonly configRevision: string;
}

/** Runs each test through `decide`. Calls no model; never throws for what a test does. */
export async function runTests(tests: readonly RoutingTest[], conditions: TestConditions): Promise<TestRun> {
  const { clock } = conditions;
  const started = clock.monotonicMs();
  const results: TestResult[] = [];
  for (const test of tests) {
    results.push(await runTest(test, conditions));
    if (results.length % CHUNK === 0) await nextTurn();
  }
  const count = (status: TestResult['status']): number => results.filter((result) => result.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    ms: clock.monotonicMs() - started,
    artifact_version: conditions.artifactVersion,
    config_revision: conditions.configRevision,
    results,
  };
}

async function runTest(test: RoutingTest, { router, clock }: TestConditions): Promise<TestResult> {
  const started = clock.monotonicMs();
  const { name } = test;
  try {
    const decision = await decideTest(test, router);
    const misses = checkExpectation(test.expect, decision);
    const status = misses.length === 0 ? 'passed' : 'failed';
    return { name, status, error: null, misses, decided: decided(decision), ms: clock.monotonicMs() - started };
  } catch (error) {
    const { message } = HeimdallError.from(error);
    return { name, status: 'error', error: message, misses: [], decided: null, ms: clock.monotonicMs() - started };
  }
}

/** @throws {HeimdallError} what `Router.decide` throws; `unavailable` when the configured embedder does not answer. */
async function decideTest(test: RoutingTest, router: Router): Promise<Decision> {
  const { request, overrides } = requestOfTest(test.request);
  for (let attempt = 0; attempt < EMBEDDER_TRIES; attempt++) {
    // Without credentials: a test is what anybody's request would get.
    const { decision } = await router.decide(request, {}, overrides);
    if (!decision.features.embedding_fallback) return decision;
  }
  throw new HeimdallError(
    'unavailable',
    'The configured embedder did not answer within feature_timeout, so this would not be the decision that requests get.',
  );
}

function decided(decision: Decision): TestResult['decided'] {
  const { bucket, model, effort, provider, alpha, margin, guardrails } = decision;
  return { bucket, model, effort, provider, alpha, margin, rule: guardrails[0]?.detail ?? null };
}
