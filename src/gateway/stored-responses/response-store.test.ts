import { describe, expect, it } from 'vitest';
import { ResponseStore, tenantOf } from './response-store.ts';

function storedResponse(id: string) {
  const response = { id, output: [{ type: 'message', id: `msg_${id}`, role: 'assistant', content: [] }] };
  return { id, response, input: [{ type: 'message', role: 'user', content: `asked ${id}` }], atProvider: false };
}

function storeWith(maxBytes = 1_000, ttlMs = 100) {
  const clock = { now: 0 };
  const store = new ResponseStore(
    () => ({ maxBytes, ttlMs }),
    () => clock.now,
  );
  return { store, clock };
}

describe('ResponseStore', () => {
  it('gives back what was put, to the same tenant alone', () => {
    const { store } = storeWith();
    store.put('me', storedResponse('a'), 10);
    expect(store.get('me', 'a')?.id).toBe('a');
    expect(store.lookup('me').item('msg_a')?.item).toMatchObject({ id: 'msg_a' });
    expect(store.lookup('me').conversation('a')?.items).toHaveLength(2);
    for (const foreign of [
      store.get('you', 'a'),
      store.lookup('you').item('msg_a'),
      store.lookup('you').conversation('a'),
    ]) {
      expect(foreign).toBeNull();
    }
    expect(store.delete('you', 'a')).toBe(false);
    expect(store.delete('me', 'a')).toBe(true);
    expect([store.get('me', 'a'), store.lookup('me').item('msg_a')]).toEqual([null, null]);
  });

  it('forgets what was not used for the time to live; each use begins it anew', () => {
    const { store, clock } = storeWith();
    store.put('me', storedResponse('a'), 10);
    store.put('me', storedResponse('b'), 10);
    clock.now = 90;
    expect(store.get('me', 'a')).not.toBeNull();
    clock.now = 120;
    expect([store.get('me', 'a')?.id, store.get('me', 'b')]).toEqual(['a', null]);
  });

  it('stays within its bytes: the least recently used go, and a single one cannot fill it', () => {
    const { store } = storeWith(1_000, 1e9);
    for (const id of ['a', 'b', 'c', 'd']) store.put('me', storedResponse(id), 250);
    store.get('me', 'a');
    store.put('me', storedResponse('e'), 250);
    expect(['a', 'b', 'c', 'd', 'e'].filter((id) => store.get('me', id) !== null)).toEqual(['a', 'c', 'd', 'e']);
    store.put('me', storedResponse('f'), 251);
    expect(store.get('me', 'f')).toBeNull();
    const none = storeWith(0).store;
    none.put('me', storedResponse('a'), 10);
    expect(none.get('me', 'a')).toBeNull();
  });

  it('counts a response that is put again once', () => {
    const { store } = storeWith(1_000, 1e9);
    for (let round = 0; round < 20; round++) store.put('me', storedResponse('a'), 250);
    store.put('me', storedResponse('b'), 250);
    expect([store.get('me', 'a')?.id, store.get('me', 'b')?.id]).toEqual(['a', 'b']);
  });
});

describe('tenantOf', () => {
  it('differs by every header that says who it is, and holds none of them', () => {
    const all = [
      {},
      { authorization: 'Bearer sk-one' },
      { authorization: 'Bearer sk-two' },
      { 'x-api-key': 'Bearer sk-one' },
      { authorization: 'Bearer sk-one', 'openai-project': 'p' },
    ].map(tenantOf);
    expect(new Set(all).size).toBe(all.length);
    expect(all.join()).not.toContain('sk-');
    expect(tenantOf({ authorization: 'Bearer sk-one', 'user-agent': 'x' })).toBe(all[1]);
  });
});
