import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import { type AuthInfo, HeimdallError } from '../../core/index.ts';
import type { Bucket, Candidate, Decision } from '../../shared/decision.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';
import type { ProviderConnection } from '../gateway-options.ts';
import { chooseCredential } from './credentials.ts';
import { decisionHeaders } from './decision-headers.ts';
import { allFailed } from './failures.ts';
import { AttemptPlan, type AttemptTarget } from './plan-attempts.ts';
import { readAnswer } from './read-answer.ts';

const planOf = (decision: Decision, fallbacks = true, buckets: Partial<Record<Bucket, Candidate[]>> = {}) =>
  new AttemptPlan(
    { decision, auth: null, candidatesOf: (bucket) => buckets[bucket] ?? [] },
    fallbacks,
    (model) => CONTEXT[model] ?? null,
  );
/** Context windows of some models, in tokens. */
const CONTEXT: Readonly<Record<string, number>> = { small: 100, large: 1_000 };

describe('AttemptPlan', () => {
  const candidates = [
    fakeCandidate('a', 'openai', 'high'),
    fakeCandidate('a', 'openai', 'low'),
    fakeCandidate('b', 'google'),
    fakeCandidate('c', 'anthropic'),
  ];
  const decision = fakeDecision(candidates);
  const name = (target: AttemptTarget | undefined) => target && `${target.model}@${target.effort}`;

  /** Names in the order in which they are called while all fail alike. */
  function order(plan: AttemptPlan, code: ErrorCode): (string | undefined)[] {
    const names = [];
    for (let target = plan.next(); target !== undefined; target = plan.next()) {
      names.push(name(target));
      plan.failed(target, code);
    }
    return names;
  }

  it('asks the other providers in score order first', () => {
    expect(order(planOf(decision), 'provider_error')).toEqual(['a@high', 'b@null', 'c@null', 'a@low']);
  });

  it.each(['auth_rejected', 'provider_unreachable', 'provider_timeout'] as const)(
    'does not ask a provider twice after %s',
    (code) => {
      expect(order(planOf(decision), code)).toEqual(['a@high', 'b@null', 'c@null']);
    },
  );

  it('never asks Anthropic again after a 429', () => {
    const limited = (provider: string) => {
      const pair = [fakeCandidate('x', provider), fakeCandidate('y', provider)];
      return order(planOf(fakeDecision(pair)), 'provider_rate_limited');
    };
    expect(limited('anthropic')).toEqual(['x@null']);
    expect(limited('openai')).toEqual(['x@null', 'y@null']);
  });

  describe('when the bucket is spent', () => {
    const cheap = [fakeCandidate('small', 'openrouter'), fakeCandidate('other', 'openrouter')];
    const buckets = {
      mid: [fakeCandidate('small', 'openrouter'), fakeCandidate('b', 'google')],
      hard: [fakeCandidate('tiny', 'openai'), fakeCandidate('large', 'openai')],
    };

    it('goes on from cheap to mid, after every cheap one', () => {
      const plan = planOf(fakeDecision(cheap, { bucket: 'cheap' }), true, buckets);
      expect(plan.isSpent).toBe(false);
      expect(order(plan, 'provider_error')).toEqual(['small@null', 'other@null', 'b@null']);
      expect(plan.isSpent).toBe(true);
    });

    it.each([
      ['mid', 'auto'],
      ['hard', 'auto'],
      ['cheap', 'bucket'],
    ] as const)('stays in %s when it was asked for as %s', (bucket, mode) => {
      const plan = planOf(fakeDecision(cheap, { bucket, mode }), true, { ...buckets, [bucket]: cheap });
      expect(order(plan, 'provider_error')).toEqual(['small@null', 'other@null']);
    });

    it('asks those of its own bucket that a subscription had kept out', () => {
      const kept = fakeDecision([fakeCandidate('claude', 'anthropic')], { bucket: 'mid' });
      const mid = [fakeCandidate('claude', 'anthropic'), fakeCandidate('b', 'google')];
      expect(order(planOf(kept, true, { mid }), 'provider_rate_limited')).toEqual(['claude@null', 'b@null']);
    });

    it('stays in cheap without fallbacks', () => {
      const plan = planOf(fakeDecision(cheap, { bucket: 'cheap' }), false, buckets);
      expect(order(plan, 'provider_error')).toEqual(['small@null']);
    });

    it.each(['cheap', 'mid'] as const)('turns to the larger contexts of hard after an overflow in %s', (bucket) => {
      const plan = planOf(fakeDecision(cheap, { bucket }), true, buckets);
      const first = plan.next() as AttemptTarget;
      expect(plan.overflowed(first)).toBe(true);
      plan.failed(first, 'context_overflow');
      expect(order(plan, 'provider_error')).toEqual(['large@null']);
      expect(plan.overflowed({ model: 'large', effort: null, provider: 'openai' })).toBe(false);
    });
  });

  it('is the choice alone for an explicit model or without fallbacks', () => {
    const explicit = fakeDecision(candidates, { mode: 'explicit' });
    expect(order(planOf(explicit), 'provider_error')).toEqual(['a@high']);
    expect(order(planOf(decision, false), 'provider_error')).toEqual(['a@high']);
  });
});

describe('chooseCredential', () => {
  const connection = (apiKey: string | null, requiresKey = true): ProviderConnection => ({
    name: 'openai',
    dialect: 'openai-chat',
    baseUrl: 'http://x/v1',
    apiKey,
    requiresKey,
    keySource: null,
  });
  const auth = (changes: Partial<AuthInfo> = {}): AuthInfo => ({
    adapter: 'openai-key',
    type: 'api-key',
    provider: 'openai',
    token: 'sk-caller',
    ...changes,
  });

  it.each([
    [
      'the stored key first',
      connection('sk-stored'),
      auth(),
      { kind: 'key', ofCaller: false, auth: { token: 'sk-stored', type: 'api-key' } },
    ],
    [
      "the caller's for its provider",
      connection(null),
      auth(),
      { kind: 'key', ofCaller: true, auth: { token: 'sk-caller', type: 'api-key' } },
    ],
    [
      'an OAuth token of the caller before all',
      connection('sk-stored'),
      auth({ type: 'oauth' }),
      { kind: 'key', ofCaller: true, auth: { token: 'sk-caller', type: 'oauth' } },
    ],
    ["no other provider's", connection(null), auth({ provider: 'google' }), { kind: 'missing' }],
    ['no local token', connection(null), auth({ type: 'local', provider: 'openai' }), { kind: 'missing' }],
    ['nothing where nothing is needed', connection('', false), auth({ provider: null }), { kind: 'none-needed' }],
    ['nothing without anything', connection(null), null, { kind: 'missing' }],
  ])('takes %s', (_name, provider, info, expected) => {
    expect(chooseCredential(provider, info, true)).toMatchObject(expected);
  });
});

describe('allFailed', () => {
  const failure = (
    model: string,
    code: 'provider_rate_limited' | 'provider_error' | 'provider_cooling_down',
    retryAfter: string | null = null,
  ) => ({
    model,
    error: new HeimdallError(code, `${model} failed.`),
    retryAfter,
  });

  it('keeps the only error', () => {
    const only = failure('a', 'provider_rate_limited', '5');
    expect(allFailed([only])).toEqual({ error: only.error, retryAfter: '5' });
  });

  it('keeps a code that all share, else says 502, and names them all', () => {
    const alike = allFailed([failure('a', 'provider_rate_limited', '5'), failure('b', 'provider_rate_limited')]);
    expect(alike.error).toMatchObject({ code: 'provider_rate_limited' });
    expect(alike.retryAfter).toBe('5');
    const mixed = allFailed([failure('a', 'provider_rate_limited', '5'), failure('b', 'provider_error')]);
    expect(mixed.error.code).toBe('provider_error');
    expect(mixed.retryAfter).toBeNull();
    expect(mixed.error.message).toBe('None of the 2 candidates answered. a: a failed. b: b failed.');
    const skipped = failure('c', 'provider_cooling_down', '9');
    expect(allFailed([skipped, failure('a', 'provider_rate_limited', '5')])).toMatchObject({
      error: { code: 'provider_rate_limited' },
      retryAfter: '5',
    });
    expect(allFailed([skipped, skipped])).toMatchObject({
      error: { code: 'provider_cooling_down' },
      retryAfter: '9',
    });
    expect(allFailed([]).error.code).toBe('no_eligible_model');
  });

  it('says why not everybody was asked', () => {
    const only = failure('a', 'provider_rate_limited', '5');
    expect(allFailed([only], 'retry_budget')).toMatchObject({
      error: { code: 'provider_rate_limited', message: expect.stringMatching(/^a failed\. .*gateway\.retry_budget/) },
      retryAfter: '5',
    });
    expect(allFailed([only, failure('b', 'provider_error')], 'total_timeout').error.message).toMatch(
      /gateway\.total_timeout/,
    );
  });
});

describe('readAnswer', () => {
  it('reads all, and says when it was cut, fell silent or is too large', async () => {
    const whole = new PassThrough();
    whole.write('a');
    whole.end('b');
    expect(String(await readAnswer(whole, 10, 1_000))).toBe('ab');
    const large = new PassThrough();
    large.end('x'.repeat(20));
    expect(await readAnswer(large, 10, 1_000)).toBe('too-large');
    const cut = new PassThrough();
    cut.destroy();
    expect(await readAnswer(cut, 10, 1_000)).toBe('cut');
    const silent = new PassThrough();
    silent.write('a');
    expect(await readAnswer(silent, 10, 20)).toBe('stalled');
    expect(silent.destroyed).toBe(true);
  });
});

describe('decisionHeaders', () => {
  it('is ASCII whatever the model is called', () => {
    const decision = fakeDecision([fakeCandidate('modèle\n1', null)]);
    const headers = decisionHeaders(decision, 'openai-chat', { served: null, overheadMs: 0.12345, attempts: 0 });
    expect(headers['x-heimdall-model']).toBe('mod%C3%A8le%0A1');
    expect(headers['x-heimdall-provider']).toBe('none');
    expect(headers['x-heimdall-overhead-ms']).toBe('0.123');
  });
});
