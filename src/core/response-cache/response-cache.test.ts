import { describe, expect, it } from 'vitest';
import { MemoryResponseStore, type ResponseLimits } from './memory-response-store.ts';
import type { KeptResponse } from './response-store.ts';
import { type GuardTerms, guardReason, guardTerms } from './semantic-guard.ts';

const terms = (text: string) => guardTerms(text) as GuardTerms;

describe('the guard of semantic matches', () => {
  it.each([
    ['What is 2+2?', 'What is 2+3?', 'numbers'],
    ['What is 2+2?', 'What is 2*2?', 'signs'],
    ['What is 7 - 2?', 'What is 7 + 2?', 'signs'],
    ['Is aspirin safe for dogs?', 'Is aspirin not safe for dogs?', 'negation'],
    ['Why does it work?', "Why doesn't it work?", 'negation'],
    ['Can I eat it raw?', 'Can I never eat it raw?', 'negation'],
    ['Name two rivers of Asia.', 'Name three rivers of Asia.', 'numbers'],
    ['What is the capital of France?', 'What is the capital of Germany?', 'names'],
    ['Paris is in which country?', 'London is in which country?', 'names'],
    ['Translate it from English to French', 'Translate it from French to English', 'names'],
    ['is sqlite faster than postgres', 'is postgres faster than sqlite', 'names'],
    ['does the dog chase the cat', 'does the cat chase the dog', 'order'],
    ['How do I enable dark mode?', 'How do I disable dark mode?', 'names'],
    ['sort the list ascending', 'sort the list descending', 'names'],
    ['how do I parse json in python', 'how do I parse json in java', 'names'],
    ['What does `a[0]` do?', 'What does `a[1]` do?', 'verbatim'],
    ['Explain "to be"', 'Explain "not to be"', 'verbatim'],
    ['Fix ```x = 1```', 'Fix ```x = 2```', 'verbatim'],
    ['What is snake_case_a for?', 'What is snake_case_b for?', 'names'],
    ['Is it above 30 %?', 'Is it above 30 €?', 'signs'],
  ] as const)('holds %j and %j apart', (one, other, reason) => {
    expect(guardReason(terms(one), terms(other))).toBe(reason);
    expect(guardReason(terms(other), terms(one))).toBe(reason);
  });

  it.each([
    ['What is the capital of France?', "what's the capital of france"],
    ['How do I cook pasta?', 'Please tell me how to cook pasta'],
    ['Explain photosynthesis.', 'Can you explain photosynthesis to me?'],
    ['How do I sort a list in Python?', 'how can I sort a list in python'],
  ])('lets %j stand for %j', (one, other) => {
    expect(guardReason(terms(one), terms(other))).toBeNull();
  });

  it('says nothing of texts in other scripts', () => {
    expect(guardTerms('东京是哪个国家的首都？')).toBeNull();
    expect(guardTerms('Wie spät ist es? Où est-ce?')).not.toBeNull();
  });
});

describe('MemoryResponseStore', () => {
  let now = 0;
  const clock = { now: () => now, monotonicMs: () => now };
  const entry = (key: string, bytes = 100, scope: string | null = null): KeptResponse<string> => ({
    key,
    value: `value of ${key}`,
    bytes,
    semantic: scope === null ? null : { scope, vector: new Float32Array(384), terms: terms('x') },
  });
  const storeOf = (limits: Partial<ResponseLimits> = {}) =>
    new MemoryResponseStore<string>(() => ({ maxEntries: 3, maxBytes: 1_000, ttlMs: 1_000, ...limits }), clock);
  const keys = (store: MemoryResponseStore<string>) => store.page(0, 100).map(({ key }) => key);

  it('throws out what was used least recently, by number and by bytes', () => {
    const store = storeOf();
    for (const key of ['a', 'b', 'c']) store.set(entry(key));
    store.get('a');
    store.set(entry('d'));
    expect(keys(store)).toEqual(['d', 'a', 'c']);
    store.set(entry('e', 850));
    expect(keys(store)).toEqual(['e', 'd']);
    expect(store.stats()).toEqual({ entries: 2, bytes: 950, evictions: 3 });
    store.set(entry('huge', 1_001));
    expect(store.get('huge')).toBeUndefined();
    expect(keys(store)).toEqual(['e', 'd']);
  });

  it('replaces an entry without counting its bytes twice', () => {
    const store = storeOf();
    store.set(entry('a', 300));
    store.set(entry('a', 200));
    expect(store.stats()).toEqual({ entries: 1, bytes: 200, evictions: 0 });
  });

  it('forgets what is older than its time to live, however often it was used', () => {
    now = 0;
    const store = storeOf();
    store.set(entry('a', 100, 's'));
    now = 999;
    expect(store.get('a')?.value).toBe('value of a');
    expect(store.inScope('s', 9)).toHaveLength(1);
    now = 1_000;
    expect(store.inScope('s', 9)).toHaveLength(0);
    expect(store.get('a')).toBeUndefined();
    expect(store.stats()).toMatchObject({ entries: 0, bytes: 0 });
    now = 0;
  });

  it('finds the newest of a scope, and none of others', () => {
    const store = storeOf();
    store.set(entry('a', 1, 's'));
    store.set(entry('b', 1, 't'));
    store.set(entry('c', 1, 's'));
    expect(store.inScope('s', 9).map(({ key }) => key)).toEqual(['c', 'a']);
    expect(store.inScope('s', 1).map(({ key }) => key)).toEqual(['c']);
    expect(store.delete('c')).toBe(true);
    expect(store.delete('c')).toBe(false);
    expect(store.inScope('s', 9).map(({ key }) => key)).toEqual(['a']);
    expect(store.clear()).toBe(2);
    expect(store.inScope('s', 9)).toEqual([]);
  });

  it('stays within its bounds over tens of thousands of entries', () => {
    const store = storeOf({ maxEntries: 10_000, maxBytes: 5_000_000 });
    for (let index = 0; index < 30_000; index++) store.set(entry(`k${index}`, 1_000, `s${index % 7}`));
    expect(store.stats()).toEqual({ entries: 5_000, bytes: 5_000_000, evictions: 25_000 });
    expect(store.inScope('s0', 10_000).length).toBeLessThan(1_000);
  });
});
