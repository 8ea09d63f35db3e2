import { describe, expect, it } from 'vitest';
import { SseFrames } from './sse-frames.ts';

const word = (text: string) => `data: {"choices":[{"delta":{"content":${JSON.stringify(text)}}}],"usage":null}\n\n`;
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}\n\n';
const done = 'data: [DONE]\n\n';

function run(parts: readonly (string | Buffer)[], keepUsage = false): { frames: SseFrames; out: string[] } {
  const frames = new SseFrames(keepUsage);
  const out = parts.map((part) => frames.push(Buffer.from(part)).toString());
  return { frames, out: [...out, frames.flush().toString()] };
}

describe('SseFrames', () => {
  it('passes frames on at once and strips the usage frame', () => {
    const { frames, out } = run([word('a'), word('b') + usage + word('c'), done]);
    expect(out).toEqual([word('a'), word('b') + word('c'), done, '']);
    expect(frames.usage).toMatchObject({ input: 5, output: 2 });
    expect(frames.error).toBeNull();
  });

  it('strips a usage frame that comes first or alone', () => {
    expect(run([usage + word('a')]).out.join('')).toBe(word('a'));
    expect(run([usage]).out.join('')).toBe('');
  });

  it('keeps the usage frame that was asked for, and usage beside a choice', () => {
    expect(run([usage], true).out.join('')).toBe(usage);
    const beside = 'data: {"choices":[{"delta":{}}],"usage": {"prompt_tokens":5}}\n\n';
    const { frames, out } = run([beside]);
    expect(out.join('')).toBe(beside);
    expect(frames.usage).toMatchObject({ input: 5, output: 0 });
  });

  it('gives the same whatever the pieces, down to single bytes', () => {
    const whole = Buffer.from(
      word('é€😀') + usage + done.replaceAll('\n', '\r\n') + word('"usage":{"prompt_tokens":1}'),
    );
    const bytes = [...whole].map((byte) => Buffer.from([byte]));
    expect(run(bytes).out.join('')).toHaveLength(run([whole]).out.join('').length);
    expect(run(bytes).frames.usage).toMatchObject({ input: 5, output: 2 });
  });

  it('holds half a frame back, and gives out what is left at a good end', () => {
    const { out } = run(['data: {"choi', 'ces":[]}']);
    expect(out).toEqual(['', '', 'data: {"choices":[]}']);
  });

  it('passes a frame on that never ends', () => {
    const large = `data: ${'x'.repeat(5 * 1024 * 1024)}`;
    expect(run([large]).out[0]).toHaveLength(large.length);
  });

  it('sees an error frame, and survives frames that are not JSON', () => {
    const limited = 'data: {"error":{"message":"x","code":429}}\n\n';
    expect(run([limited]).frames.error).toMatchObject({ code: 'provider_rate_limited', message: 'x' });
    expect(run(['data: {"error":"out of memory"}\n\n']).frames.error?.message).toBe('out of memory');
    expect(run(['data: {"choices":[{"delta":{"content":"\\"error\\""}}]}\n\n']).frames.error).toBeNull();
    expect(run(['data: "error"\n\n', 'data: nonsense "usage":{\n\n', ': "error"\n\n']).frames.error).toBeNull();
  });

  it.each([
    [
      '{"choices":[{"delta":{"role":"assistant","content":"","refusal":null,"tool_calls":[]},"finish_reason":null}]}',
      false,
    ],
    ['{"choices":[],"usage":{"prompt_tokens":5}}', false],
    ['[DONE]', false],
    ['nonsense', false],
    ['{"choices":[{"delta":{"content":"a"}}]}', true],
    ['{"choices":[{"delta":{"content":"","reasoning_content":"hm"}}]}', true],
    ['{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}', true],
    ['{"choices":[{"delta":{},"finish_reason":"stop"}]}', true],
    ['{"choices":[{"text":"a"}]}', true],
  ])('knows whether %s begins the answer', (data, begun) => {
    expect(run([`data: ${data}\n\n`]).frames.begun).toBe(begun);
  });

  it.each([
    ['{"choices":[{"delta":{},"finish_reason":"stop"}]}', true],
    ['{"choices":[{"delta":{}, "finish_reason": "length"}]}', true],
    ['[DONE]', true],
    ['{"choices":[{"delta":{"content":"a"},"finish_reason":null}]}', false],
    ['{"choices":[{"delta":{"content":"[DONE]"},"finish_reason":null}]}', false],
  ])('knows whether %s ends the answer', (data, finished) => {
    expect(run([word('a'), `data: ${data}\n\n`]).frames.finished).toBe(finished);
  });

  it('guesses a token per frame without usage', () => {
    const { frames } = run([word(''), word('a'), word('b'), word(''), done]);
    expect(frames.estimatedTokens).toBe(2);
    expect(new SseFrames(false).estimatedTokens).toBe(0);
  });
});
