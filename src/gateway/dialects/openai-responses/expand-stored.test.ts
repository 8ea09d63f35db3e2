import { describe, expect, it } from 'vitest';
import { expandStored, type StoredLookup } from './expand-stored.ts';

const question = { type: 'message', role: 'user', content: 'first' };
const answer = { type: 'message', id: 'msg_ours', role: 'assistant', status: 'completed', content: [] };
const call = { type: 'function_call', id: 'fc_ours', call_id: 'c', name: 'f', arguments: '{}', status: 'completed' };
const thought = { type: 'reasoning', id: 'rs_ours', summary: [] };
const proof = { ...thought, id: 'rs_proof', encrypted_content: 'x' };
const theirs = { type: 'message', id: 'msg_theirs', role: 'assistant', content: [] };

const stored: StoredLookup = {
  conversation(id) {
    if (id === 'resp_ours') return { items: [question, thought, proof, answer], atProvider: false };
    return id === 'resp_theirs' ? { items: [question, theirs], atProvider: true } : null;
  },
  item(id) {
    const ours = [answer, call].find((item) => item.id === id);
    if (ours !== undefined) return { item: ours, atProvider: false };
    return id === theirs.id ? { item: theirs, atProvider: true } : null;
  },
};
const next = { type: 'message', role: 'user', content: 'second' };

describe('expandStored', () => {
  it('leaves a body that names nothing, or nothing known, as it is', () => {
    for (const body of [
      { input: 'hi' },
      { input: [next], previous_response_id: 'resp_unknown' },
      { input: [{ type: 'item_reference', id: 'msg_unknown' }, next] },
    ]) {
      const { whole, forOpenAi } = expandStored(body, stored);
      expect(forOpenAi).toBe(body);
      expect(whole).toEqual(body);
    }
  });

  it('puts a conversation of ours in its place, for OpenAI without our ids and without what it cannot verify', () => {
    const { whole, forOpenAi } = expandStored({ input: 'second', previous_response_id: 'resp_ours', top_p: 1 }, stored);
    expect(whole).toEqual({ input: [question, thought, proof, answer, next], top_p: 1 });
    const sent = { type: 'message', role: 'assistant', content: [] };
    expect(forOpenAi).toEqual({ input: [question, proof, sent, next], top_p: 1 });
  });

  it('lets OpenAI find what is its own, and puts it in place for everybody else', () => {
    const body = { input: [{ type: 'item_reference', id: theirs.id }, next], previous_response_id: 'resp_theirs' };
    const { whole, forOpenAi } = expandStored(body, stored);
    expect(forOpenAi).toBe(body);
    expect(whole).toEqual({ input: [question, theirs, theirs, next] });
  });

  it('puts references to items of ours in their place, with a type or without', () => {
    const input = [{ id: 'fc_ours' }, { type: 'item_reference', id: theirs.id }, next];
    const { whole, forOpenAi } = expandStored({ input }, stored);
    expect(whole.input).toEqual([call, theirs, next]);
    const { id, status, ...sent } = call;
    expect(forOpenAi.input).toEqual([sent, input[1], next]);
  });
});
