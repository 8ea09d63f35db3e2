import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../request/chat-request.ts';
import { openTurn } from './open-turn.ts';

const say = (role: ChatMessage['role'], change: Partial<ChatMessage> = {}): ChatMessage => ({
  role,
  text: role,
  images: 0,
  toolCalls: 0,
  ...change,
});
const system = say('system');
const user = say('user');
const answer = say('assistant');
const call = say('assistant', { toolCalls: 1 });
const thought = say('assistant', { signed: true });
const signedCall = say('assistant', { toolCalls: 1, signed: true });
const result = say('tool');

describe('openTurn', () => {
  it.each<[string, ChatMessage[], ReturnType<typeof openTurn>]>([
    ['a first turn', [system, user], null],
    ['nothing at all', [], null],
    ['a later turn', [user, answer, user], null],
    ['a result that waits for the model', [user, call, result], 'tool_loop'],
    ['several rounds of calls', [user, call, result, call, result], 'tool_loop'],
    ['parallel results', [user, call, result, result], 'tool_loop'],
    ["an agent's reminder beside the result", [user, call, result, user], 'tool_loop'],
    ['calls that are still to be run', [user, call], 'tool_loop'],
    ['a loop that has ended', [user, call, result, answer, user], null],
    ['a loop with signed reasoning', [user, signedCall, result], 'thinking'],
    ['signed reasoning some rounds before', [user, signedCall, result, call, result], 'thinking'],
    ['a signed turn that is to go on', [user, thought], 'thinking'],
    ['an unsigned beginning of an answer', [user, answer], null],
    ['signed reasoning of a turn that has ended', [user, thought, user], null],
    ['signed reasoning of an earlier turn, and a loop now', [user, thought, user, call, result], 'tool_loop'],
  ])('knows %s', (_what, messages, open) => {
    expect(openTurn(messages)).toBe(open);
  });
});
