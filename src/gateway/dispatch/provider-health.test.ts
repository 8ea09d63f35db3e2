import { beforeEach, describe, expect, it } from 'vitest';
import { HeimdallError } from '../../core/index.ts';
import { failed } from './attempt-result.ts';
import { coolingDownError, noteResult, retryAfterMs } from './note-result.ts';
import { type HealthKey, ProviderHealth } from './provider-health.ts';

let now = 0;
let health: ProviderHealth;

function key(provider = 'openai', model = 'm', credential = 'c'): HealthKey {
  return { provider, baseUrl: `https://${provider}.example/v1`, credential, model };
}

beforeEach(() => {
  now = 1_000_000;
  health = new ProviderHealth(() => now);
});

describe('rate limits', () => {
  it('pause the model for that credential as long as the upstream says', () => {
    health.limited(key(), 20_000);
    expect(health.check(key(), () => false)).toMatchObject({ remainingMs: 20_000, firm: true });
    expect(health.check(key('openai', 'other'), () => false)).toBeNull();
    expect(health.check(key('openai', 'm', 'another'), () => false)).toBeNull();
    now += 20_000;
    expect(health.check(key(), () => false)).toBeNull();
  });

  it('pause for five seconds when it does not say, unless there is no other way', () => {
    health.limited(key(), null);
    expect(health.check(key(), () => false)).toMatchObject({ remainingMs: 5_000, firm: false });
    expect(health.check(key(), () => true)).toBeNull();
  });

  it.each([
    [null, 180_000],
    [1_000, 180_000],
    [240_000, 240_000],
    [9_000_000, 300_000],
  ])('pause the whole account at Anthropic for 3 to 5 minutes: %s', (told, paused) => {
    health.limited(key('anthropic'), told);
    expect(health.check(key('anthropic', 'other'), () => true)).toMatchObject({ remainingMs: paused, firm: true });
    expect(health.check(key('anthropic', 'm', 'another'), () => true)).toBeNull();
  });

  it('are told, without the credential', () => {
    health.limited(key(), 20_000);
    health.limited(key('anthropic', 'm', 'secret'), null);
    for (let index = 0; index < 5; index++) health.failed(key('google', `m${index}`), null);
    now += 1_000;
    expect(health.active()).toEqual([
      { provider: 'openai', model: 'm', reason: 'openai said that the rate limit is reached', remainingMs: 19_000 },
      {
        provider: 'anthropic',
        model: null,
        reason: 'Anthropic said that the limit of this account is reached',
        remainingMs: 179_000,
      },
      { provider: 'google', model: null, reason: 'google failed 5 times in a row', remainingMs: 29_000 },
    ]);
    now += 200_000;
    expect(health.active()).toEqual([]);
  });

  it('are forgotten when there are too many', () => {
    for (let index = 0; index < 1_500; index++) {
      health.limited(key('openai', `m${index}`), 1_000);
      now += 10;
    }
    expect(health.check(key('openai', 'm1499'), () => false)).not.toBeNull();
    expect(health.check(key('openai', 'm1'), () => false)).toBeNull();
  });
});

describe('server errors', () => {
  it('pause a model after three within ten seconds', () => {
    health.failed(key(), null);
    health.failed(key(), null);
    expect(health.check(key(), () => false)).toBeNull();
    health.failed(key(), null);
    expect(health.check(key(), () => false)).toMatchObject({ remainingMs: 5_000, firm: false });
    expect(health.check(key(), () => true)).toBeNull();
  });

  it('that are spread out, or followed by an answer, do not', () => {
    for (let index = 0; index < 4; index++) {
      health.failed(key(), null);
      now += 6_000;
    }
    expect(health.check(key(), () => false)).toBeNull();
    health.succeeded(key());
    health.failed(key(), null);
    health.failed(key(), null);
    expect(health.check(key(), () => false)).toBeNull();
  });

  it('pause as long as the upstream asks', () => {
    health.failed(key(), 12_000);
    expect(health.check(key(), () => true)).toMatchObject({ remainingMs: 12_000, firm: true });
  });
});

describe('the circuit', () => {
  beforeEach(() => {
    for (let index = 0; index < 5; index++) health.failed(key('openai', `m${index}`), null);
  });

  it('opens after five failures in a row and lets one try after thirty seconds', () => {
    expect(health.check(key('openai', 'fresh'), () => true)).toMatchObject({ remainingMs: 30_000, firm: true });
    expect(health.check(key('google'), () => false)).toBeNull();
    now += 30_000;
    expect(health.check(key('openai', 'fresh'), () => false)).toBeNull();
    expect(health.check(key('openai', 'fresh'), () => false)).toMatchObject({ remainingMs: 1_000 });
  });

  it('closes when the try succeeds', () => {
    now += 30_000;
    health.check(key('openai', 'fresh'), () => false);
    health.answered(key('openai', 'fresh'));
    expect(health.check(key('openai', 'fresh'), () => false)).toBeNull();
    health.succeeded(key('openai', 'fresh'));
    health.failed(key('openai', 'fresh'), null);
    expect(health.check(key('openai', 'fresh'), () => false)).toBeNull();
  });

  it('opens again at once when the try fails, even in the middle of its answer', () => {
    now += 30_000;
    health.check(key('openai', 'fresh'), () => false);
    health.answered(key('openai', 'fresh'));
    health.failed(key('openai', 'fresh'), null);
    expect(health.check(key('openai', 'fresh'), () => false)).toMatchObject({ remainingMs: 30_000 });
  });

  it('gives the try to the next one when the client of the first left', () => {
    now += 30_000;
    health.check(key('openai', 'fresh'), () => false);
    health.released(key('openai', 'fresh'));
    expect(health.check(key('openai', 'fresh'), () => false)).toBeNull();
  });
});

describe('noteResult', () => {
  it('counts what says something about the server', () => {
    for (let index = 0; index < 5; index++) {
      noteResult(health, key(), failed(401, 'auth_rejected', ''), now);
      noteResult(health, key(), failed(null, 'internal', ''), now);
    }
    expect(health.check(key(), () => false)).toBeNull();
    noteResult(health, key(), failed(429, 'provider_rate_limited', '', '3'), now);
    expect(health.check(key(), () => false)).toMatchObject({ remainingMs: 3_000 });
    for (let index = 0; index < 5; index++) noteResult(health, key('google'), failed(500, 'provider_error', ''), now);
    expect(health.check(key('google', 'other'), () => false)).not.toBeNull();
    const error = new HeimdallError('provider_error', '');
    noteResult(health, key('google'), { kind: 'refused', status: 400, overflow: false, error, body: null }, now);
    expect(health.check(key('google', 'other'), () => false)).toBeNull();
  });

  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', null],
    ['-1', null],
    ['', null],
    [null, null],
  ])('reads the retry-after %s', (value, expected) => {
    expect(retryAfterMs(value, 1_000)).toBe(expected);
  });

  it('says how long and why', () => {
    const error = coolingDownError('gpt', { reason: 'it failed', remainingMs: 4_200, firm: true });
    expect(error).toMatchObject({
      code: 'provider_cooling_down',
      message: 'gpt is not asked for another 5 s: it failed.',
    });
  });
});
