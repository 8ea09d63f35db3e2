import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import { type AuthInfo, HeimdallError } from '../../core/index.ts';
import type { Decision } from '../../shared/decision.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';
import type { ProviderConnection } from '../gateway-options.ts';
import { chooseCredential } from './credentials.ts';
import { decisionHeaders } from './decision-headers.ts';
import { allFailed } from './failures.ts';
import { AttemptPlan, type AttemptTarget } from './plan-attempts.ts';
import { readAnswer } from './read-answer.ts';

const planOf = (decision: Decision, fallbacks = true) => new AttemptPlan(decision, fallbacks, () => null);

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
    expect(allFailed([only], 'mid')).toEqual({ error: only.error, retryAfter: '5' });
  });

  it('keeps a code that all share, else says 502, and names them all', () => {
    const alike = allFailed([failure('a', 'provider_rate_limited', '5'), failure('b', 'provider_rate_limited')], 'mid');
    expect(alike.error).toMatchObject({ code: 'provider_rate_limited' });
    expect(alike.retryAfter).toBe('5');
    const mixed = allFailed([failure('a', 'provider_rate_limited', '5'), failure('b', 'provider_error')], 'hard');
    expect(mixed.error.code).toBe('provider_error');
    expect(mixed.retryAfter).toBeNull();
    expect(mixed.error.message).toBe('None of the 2 candidates of the hard bucket answered. a: a failed. b: b failed.');
    const skipped = failure('c', 'provider_cooling_down', '9');
    expect(allFailed([skipped, failure('a', 'provider_rate_limited', '5')], 'mid')).toMatchObject({
      error: { code: 'provider_rate_limited' },
      retryAfter: '5',
    });
    expect(allFailed([skipped, skipped], 'mid')).toMatchObject({
      error: { code: 'provider_cooling_down' },
      retryAfter: '9',
    });
    expect(allFailed([], 'mid').error.code).toBe('no_eligible_model');
  });
});

describe('readAnswer', () => {
  it('reads all, and says when it was cut or is too large', async () => {
    const whole = new PassThrough();
    whole.write('a');
    whole.end('b');
    expect(String(await readAnswer(whole, 10))).toBe('ab');
    const large = new PassThrough();
    large.end('x'.repeat(20));
    expect(await readAnswer(large, 10)).toBe('too-large');
    const cut = new PassThrough();
    cut.destroy();
    expect(await readAnswer(cut, 10)).toBe('cut');
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
