import { describe, expect, it } from 'vitest';
import { emptyOutcome } from '../../../shared/decision.ts';
import { answerSpeed } from './answer-speed.ts';
import { laterAnswer, NO_ANSWER, withPiece } from './live-answer.ts';

const piece = (at: number, text: string, more: Partial<Parameters<typeof withPiece>[1]> = {}) => ({
  id: 'dec_1',
  kind: 'text' as const,
  text,
  begins: false,
  at,
  ms: 100 + at * 10,
  ...more,
});

describe('a live answer', () => {
  it('grows by what comes, in parts by kind', () => {
    const pieces = [
      piece(0, 'Hm', { kind: 'thinking' }),
      piece(2, 'Hel'),
      piece(5, 'lo'),
      piece(7, 'f(', { kind: 'tool-call', begins: true }),
      piece(9, '1', { kind: 'tool-call' }),
      piece(10, 'g(', { kind: 'tool-call', begins: true }),
    ];
    let answer = NO_ANSWER;
    for (const next of pieces) answer = withPiece(answer, next) ?? NO_ANSWER;
    expect(answer.parts).toEqual([
      { kind: 'thinking', text: 'Hm' },
      { kind: 'text', text: 'Hello' },
      { kind: 'tool-call', text: 'f(1' },
      { kind: 'tool-call', text: 'g(' },
    ]);
    expect(answer).toMatchObject({ length: 12, first_ms: 100, last_ms: 200 });
  });

  it('takes what it knows once, and says when something was lost', () => {
    const held = { ...NO_ANSWER, parts: [{ kind: 'text' as const, text: 'Hello' }], length: 5 };
    expect(withPiece(held, piece(2, 'llo'))).toBe(held);
    expect(withPiece(held, piece(3, 'lo there'))?.parts).toEqual([{ kind: 'text', text: 'Hello there' }]);
    expect(withPiece(held, piece(6, 'x'))).toBeNull();
  });

  it('is never replaced by an earlier state, but by one that has ended', () => {
    const held = { ...NO_ANSWER, length: 5 };
    expect(laterAnswer(held, { ...NO_ANSWER, length: 3 })).toBe(held);
    expect(laterAnswer(held, null)).toBe(held);
    const ended = { ...held, running: false };
    expect(laterAnswer(held, ended)).toBe(ended);
  });
});

describe('the speed of an answer', () => {
  const live = {
    ...NO_ANSWER,
    parts: [{ kind: 'text' as const, text: 'x'.repeat(404) }],
    first_ms: 300,
    last_ms: 1_300,
  };

  it('is an estimate while it comes', () => {
    const { firstMs, tokensPerSecond, measured } = answerSpeed(emptyOutcome('pending', true), live);
    expect(firstMs).toBe(300);
    expect(tokensPerSecond).toBeCloseTo(100);
    expect(measured).toBe(false);
    expect(answerSpeed(emptyOutcome('pending', true), null).tokensPerSecond).toBeNull();
  });

  it('is measured when the provider counted: without the first token and without hidden reasoning', () => {
    const outcome = {
      ...emptyOutcome('ok', true),
      usage_reported: true,
      output_tokens: 151,
      reasoning_tokens: 50,
      ttft_ms: 500,
      total_ms: 1_500,
    };
    expect(answerSpeed(outcome, live)).toEqual({ firstMs: 500, tokensPerSecond: 100, measured: true });
  });
});
