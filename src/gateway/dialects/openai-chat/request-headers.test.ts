import { describe, expect, it } from 'vitest';
import { appName, parseOverrides } from './request-headers.ts';

describe('parseOverrides', () => {
  it('is empty without headers and reads all three', () => {
    expect(parseOverrides({})).toEqual({});
    expect(
      parseOverrides({ 'x-heimdall-alpha': '0', 'x-heimdall-bucket': 'cheap', 'x-heimdall-model': ' openai/gpt ' }),
    ).toEqual({ alpha: 0, bucket: 'cheap', model: 'openai/gpt' });
  });

  it.each([
    ['x-heimdall-alpha', ''],
    ['x-heimdall-alpha', 'NaN'],
    ['x-heimdall-alpha', '-0.1'],
    ['x-heimdall-alpha', ['0', '1']],
    ['x-heimdall-bucket', 'HARD'],
    ['x-heimdall-model', ' '],
  ])('refuses %s: %s', (name, value) => {
    expect(() => parseOverrides({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'request_invalid', context: { param: name } }),
    );
  });
});

describe('appName', () => {
  it.each([
    [{ 'x-heimdall-app': ' my app ', 'x-title': 'no' }, 'my app'],
    [{ 'x-title': 'Open WebUI', 'user-agent': 'no/1' }, 'Open WebUI'],
    [{ 'user-agent': 'OpenAI/JS 6.30.1' }, 'OpenAI'],
    [{ 'user-agent': 'curl/8.1' }, 'curl'],
    [{ 'x-heimdall-app': 'a\u0007b' }, 'ab'],
    [{ 'x-heimdall-app': ' ', 'user-agent': '' }, null],
    [{}, null],
  ])('of %j is %s', (headers, name) => {
    expect(appName(headers)).toBe(name);
  });

  it('is short', () => {
    expect(appName({ 'x-heimdall-app': 'x'.repeat(500) })).toHaveLength(64);
  });
});
