import { describe, expect, it } from 'vitest';
import { HostGuard } from './guards.ts';
import { matchPath, pathOf } from './request-path.ts';

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
  ])('%s is %s', (path, route, rest) => {
    expect(matchPath(path)).toEqual({ route, rest });
  });

  it.each(['/', '', '//', '/v1/', '/v2/models', '/v1models', '/v1/chat/completionsx'])('%s is nothing', (path) => {
    expect(matchPath(path)).toBeNull();
  });

  it('leaves the query out', () => {
    expect(pathOf('/v1/models?x=/y')).toBe('/v1/models');
    expect(pathOf('/v1/models')).toBe('/v1/models');
  });
});
