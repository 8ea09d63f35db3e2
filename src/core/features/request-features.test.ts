import { describe, expect, it } from 'vitest';
import { ask } from '../../../test/helpers/router-harness.ts';
import type { ChatMessage, Role } from '../request/chat-request.ts';
import { parseModelIntent } from '../request/model-intent.ts';
import { promptText } from './prompt-text.ts';
import { estimateRequestTokens, estimateTokens } from './token-estimate.ts';

const message = (role: Role, text: string, images = 0): ChatMessage => ({ role, text, images, toolCalls: 0 });
const conversation = (...messages: ChatMessage[]) => ask('', { messages });

describe('promptText', () => {
  it('is the last user turn, without the system prompt', () => {
    expect(
      promptText(
        conversation(
          message('system', 'Be brief.'),
          message('user', 'A question that is long enough.'),
          message('assistant', 'ok'),
        ),
      ),
    ).toBe('A question that is long enough.');
  });

  it('puts the turn before in front of a very short one', () => {
    expect(
      promptText(
        conversation(message('user', 'Explain monads.'), message('assistant', 'ok'), message('user', 'go on')),
      ),
    ).toBe('Explain monads.\ngo on');
  });

  it('copes with one short turn, no user turn and no message', () => {
    expect(promptText(conversation(message('user', 'hi')))).toBe('hi');
    expect(promptText(conversation(message('system', 'Only this.')))).toBe('Only this.');
    expect(promptText(conversation())).toBe('');
    expect(promptText(conversation(message('user', ''), message('user', 'hi')))).toBe('hi');
  });
});

describe('estimateTokens', () => {
  it('is about four ASCII characters a token and 1.5 of other scripts', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('a'.repeat(4_000))).toBe(1_000);
    expect(estimateTokens('漢'.repeat(3_000))).toBe(2_000);
  });
});

describe('estimateRequestTokens', () => {
  it('adds messages, images and tools, and uses the exact count of the prompt', () => {
    const request = ask('x'.repeat(400), {
      messages: [message('system', 's'.repeat(40)), message('user', 'x'.repeat(400), 1)],
      toolsChars: 350,
      tools: 1,
    });
    expect(estimateRequestTokens(request, 'x'.repeat(400), 77)).toBe(10 + 4 + 77 + 4 + 765 + 100);
  });
});

describe('parseModelIntent', () => {
  it.each([
    ['auto', { mode: 'auto' }],
    ['heimdall/auto', { mode: 'auto' }],
    ['heimdall/cheap', { mode: 'bucket', bucket: 'cheap' }],
    ['heimdall/nonsense', { mode: 'explicit', model: 'heimdall/nonsense', effort: null }],
    ['openai/gpt-5@high', { mode: 'explicit', model: 'openai/gpt-5', effort: 'high' }],
    ['me@home', { mode: 'explicit', model: 'me@home', effort: null }],
  ])('reads %s', (name, intent) => {
    expect(parseModelIntent(name)).toEqual(intent);
  });
});
