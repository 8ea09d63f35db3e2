import { describe, expect, it } from 'vitest';
import { emptyOutcome, type Outcome } from '../../shared/decision.ts';
import { FaultNotifier } from './fault-notifier.ts';
import { type Fault, faultsOf, keyFault } from './faults.ts';
import { RejectedKeys } from './rejected-keys.ts';

const listening = { state: 'listening', url: 'http://x', openai_base_url: 'http://x/v1', error: null } as const;
const config = { path: null, revision: 'r', error: null };
const artifact = { folder: null, version: '1', created: '', embedder: '', clusters: 1, problem: null };

describe('faults', () => {
  it('are a dead endpoint, a broken settings file and a refused artifact; a pause is none', () => {
    expect(faultsOf({ endpoint: listening, config, artifact })).toEqual([]);
    expect(faultsOf({ endpoint: { ...listening, state: 'stopped' }, config, artifact })).toEqual([]);
    const all = faultsOf({
      endpoint: { ...listening, state: 'failed', error: 'Port 4141 is used by node.' },
      config: { ...config, error: 'router.alpha is 9.' },
      artifact: { ...artifact, problem: 'tuning.artifact_dir is not in force.' },
    });
    expect(all.map(({ id, link }) => [id, link])).toEqual([
      ['endpoint', '#/settings/endpoint'],
      ['config', '#/settings/about'],
      ['artifact', '#/settings/about'],
    ]);
    expect(all[0]?.detail).toBe('Port 4141 is used by node.');
  });
});

describe('notifications', () => {
  function setUp() {
    const state = { now: 0, seen: false };
    const shown: string[] = [];
    const notifier = new FaultNotifier({
      now: () => state.now,
      isSeen: () => state.seen,
      show: ({ id }) => shown.push(id),
    });
    return { notifier, shown, state };
  }
  const fault = (id: string): Fault => ({ id, title: id, detail: '', link: '' });

  it('come once for a fault, however often it is found', () => {
    const { notifier, shown, state } = setUp();
    for (let second = 0; second < 3_600; second += 60) {
      state.now = second * 1_000;
      notifier.update([fault('endpoint')]);
    }
    expect(shown).toEqual(['endpoint']);
  });

  it('come again after ten minutes when it went and came back, not before', () => {
    const { notifier, shown, state } = setUp();
    const flap = () => {
      notifier.update([]);
      notifier.update([fault('endpoint')]);
    };
    flap();
    state.now = 5 * 60_000;
    flap();
    expect(shown).toEqual(['endpoint']);
    state.now = 10 * 60_000;
    flap();
    expect(shown).toEqual(['endpoint', 'endpoint']);
  });

  it('are at most three in ten minutes, and none while the console is looked at', () => {
    const { notifier, shown, state } = setUp();
    notifier.update(['a', 'b', 'c', 'd'].map(fault));
    expect(shown).toEqual(['a', 'b', 'c']);
    state.now = 20 * 60_000;
    state.seen = true;
    notifier.update([fault('e')]);
    state.seen = false;
    notifier.update([fault('e')]);
    expect(shown).toEqual(['a', 'b', 'c']);
  });
});

describe('rejected keys', () => {
  const outcome = (provider: string, error: string | null): Outcome => ({
    ...emptyOutcome('ok', false),
    attempts: [{ model: 'm', provider, status: null, error, ms: 1 }],
  });

  it('are those that a provider refused, until it takes one or the keys change', () => {
    const keys = new RejectedKeys();
    expect(keys.note(outcome('openai', 'auth_rejected'), null)).toBe(true);
    expect(keys.note(outcome('openai', 'auth_rejected'), null)).toBe(false);
    expect(keys.note(outcome('openai', 'provider_timeout'), null)).toBe(false);
    expect(keys.providers.map(keyFault)[0]).toMatchObject({ id: 'key openai', link: '#/settings/keys' });
    expect(keys.note(outcome('openai', null), null)).toBe(true);
    expect(keys.providers).toEqual([]);
    keys.note(outcome('openai', 'auth_rejected'), null);
    expect(keys.forget()).toBe(true);
    expect(keys.forget()).toBe(false);
  });

  it('are looked for only where they could have changed', () => {
    const keys = new RejectedKeys();
    expect(keys.concerns(outcome('openai', null))).toBe(false);
    expect(keys.concerns(outcome('openai', 'provider_timeout'))).toBe(false);
    expect(keys.concerns(outcome('openai', 'auth_rejected'))).toBe(true);
    keys.note(outcome('openai', 'auth_rejected'), null);
    expect(keys.concerns(outcome('openai', null))).toBe(true);
    // It is refused already: a request that is refused like the one before it says nothing new.
    expect(keys.concerns(outcome('openai', 'auth_rejected'))).toBe(false);
    expect(keys.concerns(outcome('google', null))).toBe(false);
  });

  it('are not those that a caller brought for this provider', () => {
    const keys = new RejectedKeys();
    const auth = {
      adapter: 'openai-key',
      provider: 'openai',
      credential_class: 'api-key',
      reference: '..abc',
      unused_because: null,
    } as const;
    expect(keys.note(outcome('openai', 'auth_rejected'), auth)).toBe(false);
    expect(keys.note(outcome('google', 'auth_rejected'), auth)).toBe(true);
  });
});
