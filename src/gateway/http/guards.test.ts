import { describe, expect, it } from 'vitest';
import { HostGuard } from './guards.ts';
import { loggablePath, matchPath, pathOf } from './request-path.ts';

describe('HostGuard', () => {
  it('lets the port be left out where it is the default', () => {
    const guard = new HostGuard(80);
    expect(() => guard.checkHost('localhost')).not.toThrow();
    expect(() => guard.checkHost('localhost:80')).not.toThrow();
    expect(guard.checkOrigin('http://localhost', [])).toBe(true);
    expect(guard.checkOrigin(undefined, [])).toBe(false);
    expect(() => guard.checkHost(undefined)).toThrow(expect.objectContaining({ code: 'host_forbidden' }));
  });
});

describe('matchPath', () => {
  it.each([
    ['/v1/models', 'models', ''],
    ['/models/', 'models', ''],
    ['/v1/models/openai%2Fgpt', 'model', 'openai%2Fgpt'],
    ['/v1/models/openai/gpt/', 'model', 'openai/gpt'],
    ['/v1/v1/route', 'route', ''],
    ['/v1/healthz', 'healthz', ''],
    ['/v1/v1/messages', 'messages', ''],
    ['/messages/count_tokens/', 'count-tokens', ''],
    ['/v1/responses', 'responses', ''],
    ['/v1beta/models/gemini-x:generateContent', 'gemini-generate', 'gemini-x'],
    ['/v1beta/v1beta/models/heimdall/auto:countTokens', 'gemini-count-tokens', 'heimdall/auto'],
    ['/v1beta/heimdall/auto:streamGenerateContent', 'gemini-generate', 'heimdall/auto'],
    ['/v1alpha/models/gemini-x', 'model', 'gemini-x'],
    ['/v1/models/llama3:8b', 'model', 'llama3:8b'],
  ])('%s is %s', (path, route, rest) => {
    expect(matchPath(path)).toMatchObject({ route, rest });
  });

  it('tells a stream and the version by the path', () => {
    expect(matchPath('/models/m:streamGenerateContent')).toMatchObject({ stream: true, google: false });
    expect(matchPath('/v1beta/models')).toMatchObject({ route: 'models', google: true });
  });

  it.each([
    '/',
    '',
    '//',
    '/v1/',
    '/v2/models',
    '/v1models',
    '/v1/chat/completionsx',
    '/v1beta/nope',
    '/v1/heimdall/auto:generateContent',
  ])('%s is nothing', (path) => {
    expect(matchPath(path)).toBeNull();
  });

  it('leaves the query out', () => {
    expect(pathOf('/v1/models?x=/y')).toBe('/v1/models');
    expect(pathOf('/v1/models')).toBe('/v1/models');
  });
});

describe('loggablePath', () => {
  it.each([
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/v1beta/audio/speech/', '/v1/v1beta/audio/speech/'],
    ['/v1/models/gpt-5', '/v1/models/…'],
    ['/bot123:secret/v1/messages', '/…/v1/messages'],
    ['/a%20prompt/x', '/…/x'],
  ])('shows %s as %s', (path, shown) => {
    expect(loggablePath(path)).toBe(shown);
  });
});
