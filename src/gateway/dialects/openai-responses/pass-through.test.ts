import { describe, expect, it } from 'vitest';
import { targetOf } from '../openai-chat/__fixtures__/load-fixture.ts';
import { openaiResponsesClient, openaiResponsesProvider } from './index.ts';

const parse = (body: object) =>
  openaiResponsesClient.parse(Buffer.from(JSON.stringify({ model: 'auto', input: 'hi', ...body })));

describe('a request to the Responses API passed through', () => {
  const pass = (body: object, target = {}) => openaiResponsesProvider.passThrough(parse(body), targetOf(target));

  it('changes the model alone, and keeps built-in tools and the unknown', () => {
    const body = { tools: [{ type: 'web_search' }], store: true, unknown: 1, temperature: 0 };
    expect(pass(body)).toEqual({
      path: '/responses',
      body: { model: 'up', input: 'hi', ...body },
      headers: {},
      dropped: [],
    });
  });

  it('adds the effort unless the caller set one, and fits it to a model that we chose', () => {
    expect(pass({ reasoning: { summary: 'auto' } }, { effort: 'high' }).body.reasoning).toEqual({
      summary: 'auto',
      effort: 'high',
    });
    expect(pass({ reasoning: { effort: 'low' } }, { effort: 'high' }).body.reasoning).toEqual({ effort: 'low' });
    expect(pass({ reasoning: { effort: 'minimal' } }, { efforts: ['low'] }).body.reasoning).toEqual({ effort: 'low' });
    expect(pass({ reasoning: { effort: 'low' } }, { efforts: [] })).toMatchObject({ dropped: ['reasoning'] });
    const named = { reasoning: { effort: 'minimal' }, temperature: 0 };
    expect(pass(named, { efforts: ['low'], chosenByUs: false }).body).toMatchObject(named);
    expect(pass({ temperature: 0 }, { effort: 'low' }).dropped).toEqual(['temperature']);
  });

  it('takes the proofs of others out', () => {
    const theirs = { type: 'reasoning', summary: [], encrypted_content: 'heimdall:anthropic:plain:s' };
    const ours = { type: 'reasoning', summary: [], encrypted_content: 'gAAAAB==' };
    const message = { role: 'user', content: 'x' };
    expect(pass({ input: [theirs, ours, message] })).toMatchObject({
      body: { input: [ours, message] },
      dropped: ['reasoning of another provider'],
    });
  });
});
