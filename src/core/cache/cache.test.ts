import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, manualClock } from '../../../test/helpers/router-harness.ts';
import { describeAuth } from '../auth/auth-adapter.ts';
import { createIdSource } from '../id-source.ts';
import { type DecisionKeyParts, decisionKey } from './decision-key.ts';
import { LruCache } from './lru-cache.ts';
import { textHash } from './text-hash.ts';

describe('LruCache', () => {
  it('drops the least recently used entry', () => {
    const cache = new LruCache<number>({ maxEntries: 2, ttlMs: 1_000, clock: manualClock() });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
    expect(cache.stats()).toEqual({ entries: 2, hits: 3, misses: 1, evictions: 1 });
  });

  it('forgets after the time to live, counted from the last set', () => {
    const clock = manualClock();
    const cache = new LruCache<number>({ maxEntries: 2, ttlMs: 1_000, clock });
    cache.set('a', 1);
    clock.advance(900);
    expect(cache.get('a')).toBe(1);
    clock.advance(100);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.stats().entries).toBe(0);
  });

  it('replaces without growing, and clears', () => {
    const cache = new LruCache<number>({ maxEntries: 2, ttlMs: 1_000, clock: manualClock() });
    cache.set('a', 1);
    cache.set('a', 2);
    expect(cache.get('a')).toBe(2);
    expect(cache.clear()).toBe(1);
    expect(cache.get('a')).toBeUndefined();
  });
});

describe('textHash', () => {
  it('is 32 hex digits and depends on every character', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(), (text, at) => {
        expect(textHash(text)).toMatch(/^[0-9a-f]{32}$/);
        const index = text.length === 0 ? 0 : at % text.length;
        const changed = `${text.slice(0, index)}\u0001${text.slice(index + 1)}`;
        if (changed !== text) expect(textHash(changed)).not.toBe(textHash(text));
      }),
    );
  });

  it('has no collision among 200,000 similar texts', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 200_000; index++) seen.add(textHash(`What is ${index} plus ${index % 7}?`));
    expect(seen.size).toBe(200_000);
  });
});

describe('decisionKey', () => {
  const parts = (prompt: string, change: Partial<DecisionKeyParts> = {}): DecisionKeyParts => ({
    request: ask(prompt),
    prompt,
    requestTokens: 10,
    session: '',
    images: 0,
    alpha: 0.6,
    bucketOverride: undefined,
    modelOverride: undefined,
    auth: describeAuth(null),
    artifactVersion: '1',
    configRevision: '1',
    ...change,
  });

  it('is the same for what no feature reads, and differs for what one does', () => {
    const long = (middle: string) => `${'a'.repeat(7_000)}${middle}${'b'.repeat(7_000)}`;
    expect(decisionKey(parts(long('x')))).toBe(decisionKey(parts(long('y'))));
    expect(decisionKey(parts(long('x')))).not.toBe(decisionKey(parts(long('xx'))));
    expect(decisionKey(parts('a'))).not.toBe(decisionKey(parts('b')));
    expect(decisionKey(parts('a'))).not.toBe(decisionKey(parts('a', { artifactVersion: '2' })));
  });
});

describe('createIdSource', () => {
  it('makes unique ids that sort by time', () => {
    const clock = manualClock();
    const ids = createIdSource(clock, () => 0.5);
    const made: string[] = [];
    for (let index = 0; index < 1_000; index++) {
      made.push(ids());
      clock.advance(1);
    }
    expect(new Set(made).size).toBe(1_000);
    expect([...made].sort()).toEqual(made);
    expect(made[0]).toMatch(/^dec_[0-9a-z]{18}$/);
  });
});
