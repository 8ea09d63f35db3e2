import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../request/chat-request.ts';
import { promptText } from './prompt-text.ts';

function asked(...turns: string[]): string {
  const messages = turns.map((text) => ({ role: 'user' as const, text, images: 0 }));
  return promptText({ messages } as unknown as ChatRequest);
}

const LONG = 'Prove that there are infinitely many primes.';

describe('promptText', () => {
  it('is the last user turn, with the one before it when it says nothing alone', () => {
    expect(asked('first', LONG)).toBe(LONG);
    expect(asked(LONG, 'go on')).toBe(`${LONG}\ngo on`);
  });

  it.each([
    ['Claude Code', `<system-reminder>\nToday is Monday.\n</system-reminder>\n\n${LONG}`],
    ['Gemini CLI', `<session_context>\nThis is the Gemini CLI.\n</session_context>${LONG}`],
    ['several blocks', `<system-reminder>a</system-reminder>${LONG}<system-reminder>b</system-reminder>`],
  ])('leaves out what the agent added to the turn: %s', (_name, text) => {
    expect(asked(text)).toBe(LONG);
  });

  it('does not take the context of an agent for the turn before a short one', () => {
    const context = '<environment_context>\n  <cwd>/home/me/project</cwd>\n</environment_context>';
    expect(asked(context, 'Say hello')).toBe('Say hello');
    expect(asked(LONG, context, 'go on')).toBe(`${LONG}\ngo on`);
  });

  it('keeps a turn that is nothing but such a block, and blocks that do not end', () => {
    const only = '<system-reminder>The file was changed.</system-reminder>';
    expect(asked(only)).toBe(only);
    expect(asked(`${LONG} <system-reminder> is a tag`)).toBe(`${LONG} <system-reminder> is a tag`);
  });

  it('takes linear time for blocks that never end', () => {
    const hostile = '<system-reminder>'.repeat(200_000);
    const started = performance.now();
    expect(asked(hostile)).toBe(hostile);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
