import { describe, expect, it, vi } from 'vitest';
import { type CloseAnswer, decideClose } from './close-policy.ts';

const listening = { state: 'listening', url: 'http://h', openai_base_url: 'http://h/v1', error: null } as const;
const stopped = { state: 'stopped', url: null, openai_base_url: null, error: null } as const;

function policy(onClose: 'ask' | 'keep' | 'quit', answer: CloseAnswer = 'cancel', remember = false) {
  return {
    onClose: async () => onClose,
    endpoint: (): typeof listening | typeof stopped => listening,
    ask: vi.fn(async () => ({ answer, remember })),
    remember: vi.fn(async () => undefined),
  };
}

describe('closing the window', () => {
  it.each(['keep', 'quit'] as const)('does %s unasked where that was chosen', async (choice) => {
    const chosen = policy(choice);
    expect(await decideClose(chosen)).toBe(choice);
    expect(chosen.ask).not.toHaveBeenCalled();
  });

  it('asks while the endpoint is listening, and remembers only what it is told to', async () => {
    const once = policy('ask', 'keep');
    expect(await decideClose(once)).toBe('keep');
    expect(once.ask).toHaveBeenCalledWith('http://h/v1');
    expect(once.remember).not.toHaveBeenCalled();
    const always = policy('ask', 'quit', true);
    expect(await decideClose(always)).toBe('quit');
    expect(always.remember).toHaveBeenCalledWith('quit');
    const cancelled = policy('ask', 'cancel', true);
    expect(await decideClose(cancelled)).toBe('cancel');
    expect(cancelled.remember).not.toHaveBeenCalled();
  });

  it('quits unasked where there is no endpoint to keep', async () => {
    const idle = { ...policy('ask'), endpoint: () => stopped };
    expect(await decideClose(idle)).toBe('quit');
    expect(idle.ask).not.toHaveBeenCalled();
  });
});
