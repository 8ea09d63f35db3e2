/** The update check: a whole host, a real feed on this machine that speaks the wire formats of both kinds of feed. */
import type { ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { startJsonServer } from '../fakes/json-server.ts';
import { startHost } from './host-harness.ts';

type Status = ConsoleOutput<'updates.status'>;

/** As api.github.com answers `GET /repos/{owner}/{repo}/releases/latest`, one file of the release kept. */
const GITHUB = {
  url: 'https://api.github.com/repos/acme/heimdall/releases/1001',
  assets_url: 'https://api.github.com/repos/acme/heimdall/releases/1001/assets',
  upload_url: 'https://uploads.github.com/repos/acme/heimdall/releases/1001/assets{?name,label}',
  html_url: 'https://github.com/acme/heimdall/releases/tag/v1.3.0',
  id: 1001,
  author: { login: 'octocat', id: 1, type: 'User', site_admin: false },
  node_id: 'RE_kwDOA',
  tag_name: 'v1.3.0',
  target_commitish: 'main',
  name: 'Heimdall 1.3',
  draft: false,
  immutable: true,
  prerelease: false,
  created_at: '2026-11-01T08:00:00Z',
  updated_at: '2026-11-01T08:10:00Z',
  published_at: '2026-11-01T08:10:00Z',
  assets: [
    {
      url: 'https://api.github.com/repos/acme/heimdall/releases/assets/1',
      name: 'heimdall.AppImage',
      size: 104_857_600,
      state: 'uploaded',
      browser_download_url: 'https://github.com/acme/heimdall/releases/download/v1.3.0/heimdall.AppImage',
    },
  ],
  tarball_url: 'https://api.github.com/repos/acme/heimdall/tarball/v1.3.0',
  zipball_url: 'https://api.github.com/repos/acme/heimdall/zipball/v1.3.0',
  body: '## What is new\n* Everything',
};

const yamlFor = (feed: string) => `desktop: { update_feed: "${feed}" }\n`;

async function read(feed: string): Promise<Status> {
  const host = await startHost({ yaml: yamlFor(feed) });
  return host.ask<Status>('updates.check');
}

describe('an update feed', () => {
  test('of GitHub is asked at the start, once, by a request that says nothing of who asks', async () => {
    const feed = await startJsonServer({ '/repos/acme/heimdall/releases/latest': GITHUB });
    const url = `${feed.url}/repos/acme/heimdall/releases/latest`;
    const host = await startHost({ yaml: yamlFor(url) });
    await vi.waitFor(async () => {
      expect(await host.ask<Status>('updates.status')).toMatchObject({
        current: '1.2.3',
        feed: url,
        checking: false,
        latest: { version: '1.3.0', notes: 'Heimdall 1.3', url: GITHUB.html_url, newer: true },
        problem: null,
      });
    });
    expect(feed.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/acme/heimdall/releases/latest',
    ]);
    expect(feed.seen[0]?.headers).toEqual({
      accept: 'application/json',
      'accept-encoding': expect.any(String),
      connection: 'close',
      host: new URL(feed.url).host,
      'user-agent': 'heimdall',
    });
  });

  test('of ones own is asked when told to, and says so when nothing is newer', async () => {
    const feed = await startJsonServer({
      '/latest.json': { version: '1.2.3', url: 'https://heimdall.test/', notes: 'x' },
    });
    expect(await read(`${feed.url}/latest.json`)).toMatchObject({ latest: { version: '1.2.3', newer: false } });
    feed.answers.set('/latest.json', { version: '1.2.4-rc.1', url: 'https://heimdall.test/' });
    expect(await read(`${feed.url}/latest.json`)).toMatchObject({
      latest: { version: '1.2.4-rc.1', notes: null, url: 'https://heimdall.test/', newer: true },
    });
  });

  test('is asked by nobody until the settings name one, and no more when they do not', async () => {
    const feed = await startJsonServer({ '/latest.json': { version: '9.0.0', url: 'https://heimdall.test/' } });
    const host = await startHost();
    const refused = await (await host.post('updates.check')).json();
    expect(refused).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(feed.seen).toEqual([]);

    await host.ask('settings.set', { update_feed: `${feed.url}/latest.json` });
    await vi.waitFor(async () =>
      expect((await host.ask<Status>('updates.status')).latest).toMatchObject({ version: '9.0.0', newer: true }),
    );
    await host.ask('settings.set', { update_feed: null });
    expect(await host.ask<Status>('updates.status')).toMatchObject({ feed: null, latest: null });
    expect(feed.seen).toHaveLength(1);
  });

  test('has an address over TLS, or on this machine; nothing else is taken', async () => {
    const host = await startHost();
    for (const update_feed of [
      'http://feed.test/latest.json',
      'http://127.0.0.1.feed.test/latest.json',
      'https://me:secret@feed.test/latest.json',
      'file:///etc/passwd',
      'feed.test',
    ]) {
      const answer = (await (await host.post('settings.set', { update_feed })).json()) as { error: unknown };
      expect(answer, update_feed).toMatchObject({ ok: false, error: { code: 'request_invalid' } });
      expect(JSON.stringify(answer)).not.toContain('secret');
    }
    expect(await host.ask('settings.get')).toMatchObject({ update_feed: null });
  });

  test.each<[what: string, answer: unknown, words: RegExp]>([
    ['is gone', null, /answered 404/],
    ['is a page', (_: unknown, response: ServerResponse) => void response.end('<html>'), /not JSON/],
    ['says something else', { latest: '2.0.0' }, /neither tag_name and html_url, as GitHub does, nor version and url/],
    ['names no version', { ...GITHUB, tag_name: 'nightly' }, /gives "nightly" as tag_name/],
    [
      'is endless',
      (_: unknown, response: ServerResponse) => {
        response.on('error', () => undefined);
        for (let sent = 0; sent < 3; sent++) response.write(Buffer.alloc(1024 * 1024, 0x20));
        response.end('{}');
      },
      /sent more than 1 MB/,
    ],
    [
      'sends the call in circles',
      (_: unknown, response: ServerResponse) => void response.writeHead(302, { location: '/latest.json' }).end(),
      /sent the call elsewhere/,
    ],
    [
      'sends the call over a line that others can change',
      (_: unknown, response: ServerResponse) => void response.writeHead(302, { location: 'http://feed.test/' }).end(),
      /sent the call elsewhere/,
    ],
  ])('that %s is told in words, without its address', async (_what, answer, words) => {
    const feed = await startJsonServer({ '/latest.json': answer });
    const { problem, latest, checking } = await read(`${feed.url}/latest.json?key=CANARY`);
    expect(problem).toMatch(words);
    expect(problem).not.toContain('CANARY');
    expect([latest, checking]).toEqual([null, false]);
  });

  test('that cannot be reached is told in words, and is no notice of the app', async () => {
    const feed = await startJsonServer();
    await feed.close();
    const host = await startHost({ yaml: yamlFor(`${feed.url}/latest.json`) });
    const { problem } = await host.ask<Status>('updates.check');
    expect(problem).toMatch(/could not reach|Could not reach/);
    expect((await host.ask<ConsoleOutput<'app.info'>>('app.info')).notices).toEqual([]);
  });
});
