import { expect, test } from 'vitest';
import { ask } from '../../../test/helpers/router-harness.ts';
import { testRequestSchema } from '../../shared/routing-test.ts';
import type { ChatRequest } from '../request/chat-request.ts';
import { requestOfTest, testRequestOf } from './routing-requests.ts';

test.each<[string, ChatRequest]>([
  ['a prompt', ask('hello', { maxOutputTokens: 7 })],
  [
    'a conversation',
    {
      model: 'heimdall/mid',
      messages: [
        { role: 'system', text: 'Be brief.', images: 0, toolCalls: 0 },
        { role: 'user', text: '', images: 2, toolCalls: 0 },
        { role: 'assistant', text: '', images: 0, toolCalls: 1, signed: true },
        { role: 'tool', text: '42', images: 0, toolCalls: 0 },
      ],
      tools: 3,
      toolsChars: 512,
      jsonMode: true,
      stream: false,
      maxOutputTokens: null,
    },
  ],
])('%s comes back as it was', (_name, request) => {
  const kept = testRequestSchema.parse(testRequestOf(request, { app: 'web', bucket: 'hard', alpha: 0.25 }));
  expect(requestOfTest(kept)).toEqual({ request, overrides: { app: 'web', bucket: 'hard', alpha: 0.25 } });
});

test('a model that the headers named stands for that of the body', () => {
  expect(testRequestOf(ask('hi'), { model: 'maker/one@high' })).toMatchObject({
    model: 'maker/one@high',
    prompt: 'hi',
  });
});
