import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../test/helpers/router-harness.ts';
import { LruCache } from './lru-cache.ts';
import { ReuseDistances } from './reuse-distances.ts';
import { textHash } from './text-hash.ts';

const BYTES = 100;
const use = (name: number, atMs = 0) => ({ key: textHash(String(name)), atMs, bytes: BYTES, usd: 0.5, ms: 20 });

/** Hits of a real cache of so many entries. */
function hitsOf(names: readonly number[], maxEntries: number): number {
  const cache = new LruCache<true>({ maxEntries, ttlMs: 1e9, clock: manualClock() });
  for (const name of names) if (cache.get(String(name)) === undefined) cache.set(String(name), true);
  return cache.stats().hits;
}

describe('ReuseDistances', () => {
  it('says of every size what a cache of that size does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 300 }), (names) => {
        const entries = [1, 2, 4, 8, 16, 32];
        const reuse = new ReuseDistances({ ttlMs: 1e9, sizes: entries.map((count) => count * BYTES), maxTracked: 64 });
        for (const name of names) reuse.add(use(name));
        expect(reuse.curve().map(({ hits }) => hits)).toEqual(entries.map((count) => hitsOf(names, count)));
        expect(reuse.distinctBytes).toBe(new Set(names).size * BYTES);
      }),
    );
  });

  it('counts what hits save, and the memory that they take', () => {
    const reuse = new ReuseDistances({ ttlMs: 1e9, sizes: [BYTES, 10 * BYTES] });
    for (const name of [1, 2, 1, 2, 2]) reuse.add(use(name));
    expect(reuse.curve()).toEqual([
      { maxBytes: 100, hitRate: 0.2, hits: 1, savedUsd: 0.5, savedMs: 20, usedBytes: 100 },
      { maxBytes: 1_000, hitRate: 0.6, hits: 3, savedUsd: 1.5, savedMs: 60, usedBytes: 200 },
    ]);
  });

  it('misses what is older than its time to live, counted from when it was set', () => {
    const reuse = new ReuseDistances({ ttlMs: 1_000, sizes: [1e9] });
    for (const atMs of [0, 900, 1_000, 1_900]) reuse.add(use(1, atMs));
    expect(reuse.curve()[0]?.hits).toBe(2);
  });

  it('stays near the truth when it follows a fraction of the keys', () => {
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    // Zipf-like: some keys come again and again, most hardly.
    const names = Array.from({ length: 60_000 }, () => Math.floor(20_000 ** random()));
    const entries = [250, 1_000, 4_000];
    const reuse = new ReuseDistances({ ttlMs: 1e9, sizes: entries.map((count) => count * BYTES), maxTracked: 2_000 });
    for (const name of names) reuse.add(use(name));
    expect(reuse.sampledShare).toBeLessThan(0.5);
    reuse.curve().forEach(({ hitRate }, index) => {
      expect(Math.abs(hitRate - hitsOf(names, entries[index] as number) / names.length)).toBeLessThan(0.05);
    });
  });

  it('has nothing to say before the first use', () => {
    const reuse = new ReuseDistances({ ttlMs: 1, sizes: [100] });
    expect(reuse.curve()).toEqual([{ maxBytes: 100, hitRate: 0, hits: 0, savedUsd: 0, savedMs: 0, usedBytes: 0 }]);
  });
});
