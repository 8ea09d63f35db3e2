import { sep } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fileForUrl } from './app-protocol.ts';
import { consoleOrigin } from './console-origin.ts';
import { developmentPolicy, pageHeaders } from './content-policy.ts';
import { isOpenedExternally } from './navigation-guard.ts';
import { isPermitted } from './permissions.ts';
import { isLoadable } from './request-block.ts';
import { isTrustedSender } from './trusted-sender.ts';

vi.mock('electron', () => ({ app: {}, protocol: {}, shell: {} }));

const built = consoleOrigin(undefined);
const dev = consoleOrigin('http://localhost:5173');

describe('consoleOrigin', () => {
  it.each([
    ['heimdall://app/index.html#/live', true],
    ['heimdall://app/', true],
    ['heimdall://other/index.html', false],
    ['heimdall-x://app/index.html', false],
    ['file:///etc/passwd', false],
    ['about:blank', false],
    ['data:text/html,x', false],
    ['', false],
  ])('%s belongs to the built console: %s', (url, expected) => {
    expect(built.contains(url)).toBe(expected);
  });

  it('is the dev server and nothing else while developing', () => {
    expect(dev.contains('http://localhost:5173/main.tsx')).toBe(true);
    expect(dev.contains('http://localhost:5174/')).toBe(false);
    expect(dev.contains('heimdall://app/index.html')).toBe(false);
  });
});

describe('fileForUrl', () => {
  const folder = ['', 'srv', 'renderer'].join(sep);
  const file = (path: string) => fileForUrl(`heimdall://app${path}`, folder);

  it('maps the root to index.html and a path to its file', () => {
    expect(file('/')).toBe([folder, 'index.html'].join(sep));
    expect(file('/assets/a%20b.js?v=1#x')).toBe([folder, 'assets', 'a b.js'].join(sep));
  });

  it.each([
    '/../main/index.cjs',
    '/%2e%2e/main/index.cjs',
    '/..%2fmain%2findex.cjs',
    '/assets/..%2f..%2fmain',
    '/..%5cmain',
    '/%00',
    '/%zz',
  ])('never leaves the folder: %s', (path) => {
    const found = file(path);
    expect(found === null || found.startsWith(folder + sep)).toBe(true);
  });

  it('does not mistake a sibling with the same beginning for the folder', () => {
    expect(file('/..%2frenderer-secrets/key')).toBeNull();
  });

  it('serves its own scheme and host only', () => {
    expect(fileForUrl('heimdall://evil/index.html', folder)).toBeNull();
    expect(fileForUrl('https://app/index.html', folder)).toBeNull();
  });
});

describe('isLoadable', () => {
  it.each([
    ['heimdall://app/assets/index.js', true],
    ['data:image/png;base64,AAAA', true],
    ['blob:heimdall://app/0d6e', true],
    ['blob:https://example.com/0d6e', false],
    ['https://example.com/', false],
    ['http://127.0.0.1:4141/v1/models', false],
    ['ws://127.0.0.1:9229/', false],
    ['file:///etc/passwd', false],
    ['devtools://devtools/bundled/inspector.html', false],
  ])('%s in a build: %s', (url, expected) => {
    expect(isLoadable(url, built)).toBe(expected);
  });

  it('lets the dev server and its socket through while developing', () => {
    expect(isLoadable('ws://localhost:5173/?token=x', dev)).toBe(true);
    expect(isLoadable('devtools://devtools/bundled/inspector.html', dev)).toBe(true);
    expect(isLoadable('https://example.com/', dev)).toBe(false);
  });
});

describe('isTrustedSender', () => {
  const url = 'heimdall://app/index.html';

  it('takes the main frame of the own page and nobody else', () => {
    expect(isTrustedSender({ senderFrame: { url, parent: null } }, built)).toBe(true);
    expect(isTrustedSender({ senderFrame: { url, parent: {} } }, built)).toBe(false);
    expect(isTrustedSender({ senderFrame: { url: 'about:blank', parent: null } }, built)).toBe(false);
    expect(isTrustedSender({ senderFrame: { url: '', parent: null } }, built)).toBe(false);
    expect(isTrustedSender({ senderFrame: null }, built)).toBe(false);
  });
});

describe('isPermitted', () => {
  it('lets the own page write text to the clipboard, and nobody anything else', () => {
    expect(isPermitted('clipboard-sanitized-write', 'heimdall://app/index.html', built)).toBe(true);
    expect(isPermitted('clipboard-sanitized-write', 'https://example.com/', built)).toBe(false);
    expect(isPermitted('clipboard-read', 'heimdall://app/index.html', built)).toBe(false);
    expect(isPermitted('media', 'heimdall://app/index.html', built)).toBe(false);
  });
});

describe('isOpenedExternally', () => {
  it('opens https and nothing else', () => {
    expect(isOpenedExternally('https://example.com/docs')).toBe(true);
    for (const url of [
      'http://example.com/',
      'file:///etc/passwd',
      'mailto:a@b.c',
      'smb://host/share',
      'javascript:0',
    ]) {
      expect(isOpenedExternally(url)).toBe(false);
    }
  });
});

describe('the content policy', () => {
  it('starts from nothing and never allows inline or evaluated scripts in a build', () => {
    const policy = pageHeaders['content-security-policy'] ?? '';
    expect(policy.startsWith("default-src 'none'")).toBe(true);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
  });

  it('is looser for the dev server only by what that needs', () => {
    const policy = developmentPolicy('http://localhost:5173');
    expect(policy).toContain("script-src 'self' 'unsafe-inline'");
    expect(policy).toContain("connect-src 'self' ws://localhost:5173");
  });
});
