import { describe, expect, it } from 'vitest';
import { proxyFor } from './proxy.ts';

const of = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env)?.label ?? null;
const both = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://tls:3129' };

describe('proxyFor', () => {
  it.each([
    ['http://a.example/v1', 'plain:3128'],
    ['https://a.example/v1', 'tls:3129'],
    ['http://localhost:11434/v1', null],
    ['http://127.0.0.1:1234/v1', null],
    ['http://127.9.9.9/v1', null],
    ['http://[::1]:1234/v1', null],
    ['http://box.localhost/v1', null],
  ])('%s goes through %s', (url, proxy) => {
    expect(of(url, both)).toBe(proxy);
  });

  it.each([
    ['a.example', true],
    ['.example', true],
    ['*.example', true],
    ['other, a.example:443', true],
    ['other A.EXAMPLE', true],
    ['*', true],
    ['a.example:80', false],
    ['.a.example.org', false],
    ['xa.example', false],
    ['ample', false],
    ['', false],
  ])('NO_PROXY %s', (list, exempt) => {
    expect(of('https://a.example/v1', { ...both, NO_PROXY: list })).toBe(exempt ? null : 'tls:3129');
  });

  it('prefers lower case, and takes ALL_PROXY last', () => {
    expect(of('https://a.example', { ...both, https_proxy: 'low:1' })).toBe('low:1');
    expect(of('https://a.example', { ALL_PROXY: 'http://all:1', HTTP_PROXY: 'http://plain:1' })).toBe('all:1');
    expect(of('https://a.example', { HTTPS_PROXY: '  ' })).toBeNull();
    expect(of('https://a.example', {})).toBeNull();
  });

  it('keeps user and password out of what is shown', () => {
    const proxy = proxyFor(new URL('https://a.example'), { HTTPS_PROXY: 'http://me:p%40ss@proxy.example' });
    expect(proxy).toEqual({
      hostname: 'proxy.example',
      port: 80,
      label: 'proxy.example',
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    });
  });

  it.each(['socks5://me:secret@proxy:1080', 'https://me:secret@proxy', 'http://'])(
    'goes nowhere rather than past %s',
    (value) => {
      expect(() => of('https://a.example', { HTTPS_PROXY: value })).toThrow(
        /^HTTPS_PROXY is not the URL of an HTTP proxy/,
      );
    },
  );
});
