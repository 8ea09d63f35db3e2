import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordingLogger, temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { type ConfigStoreOptions, openConfigStore } from './config-store.ts';
import type { HostConfig } from './host-config.ts';

function setUp(text: string | null, options: Partial<ConfigStoreOptions> & { strict?: boolean } = {}) {
  const folder = temporaryFolder();
  const path = join(folder, 'heimdall.yaml');
  const keysPath = join(folder, 'keys.json');
  if (text !== null) writeFileSync(path, text);
  const logger = recordingLogger();
  const changes: HostConfig[] = [];
  const open = () => {
    const store = openConfigStore(
      { path, keysPath, env: {}, logger, onChange: (config) => changes.push(config), ...options },
      options.strict ?? false,
    );
    onTestFinished(() => store.close());
    return store;
  };
  return { folder, path, keysPath, logger, changes, open };
}

const alphaOf = (value: number) => [{ path: ['router', 'alpha'] as const, value }];

describe('opening', () => {
  test('a missing file means the defaults', () => {
    const store = setUp(null).open();
    expect(store.path()).toBeNull();
    expect(store.error()).toBeNull();
    expect(store.current().settings.router.alpha).toBe(0.8);
    expect(store.current().router.revision).toMatch(/^[0-9a-f]{12}$/);
  });

  test('an empty file and one of comments mean the defaults', () => {
    for (const text of ['', '# nothing yet\n']) {
      const store = setUp(text, { strict: true }).open();
      expect(store.current().settings.router.alpha).toBe(0.8);
    }
  });

  test('names line, key, value and what is right', () => {
    const { open } = setUp('# mine\nrouter:\n  alpha: 1.4\n  colour: red\n', { strict: true });
    expect(open).toThrow(/heimdall\.yaml: .*router\.alpha \(line 3\) is 1\.4: .*<=\s?1/);
    expect(open).toThrow(/colour/);
  });

  test('the log is told once of a key that is not sent', () => {
    const moved = 'providers: { openai: { base_url: https://llm.example/v1 } }\n';
    const { open, logger } = setUp(moved, { env: { OPENAI_API_KEY: 'sk-mine' } });
    open().rebuild();
    const warned = logger.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warned).toEqual([expect.stringMatching(/^OPENAI_API_KEY is not sent to llm\.example/)]);
  });

  test('names the line where the YAML does not parse', () => {
    const { open } = setUp('router:\n  alpha: 0.5\n gateway: [1,\n', { strict: true });
    expect(open).toThrow(
      expect.objectContaining({ code: 'config_unreadable', message: expect.stringMatching(/line \d/) }),
    );
  });

  test('refuses alias bombs, huge files and folders', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    expect(setUp(bomb, { strict: true }).open).toThrow(expect.objectContaining({ code: 'config_unreadable' }));
    expect(setUp(`# ${'x'.repeat(1_100_000)}`, { strict: true }).open).toThrow(/1 MiB/);
    const { path, open } = setUp(null, { strict: true });
    mkdirSync(path);
    expect(open).toThrow(/cannot be read: EISDIR/);
  });

  test('in a window the defaults are in force and the error is kept', () => {
    const { open, logger } = setUp('timeout: -1\n');
    const store = open();
    expect(store.error()).toMatch(/timeout \(line 1\) is -1/);
    expect(store.path()).not.toBeNull();
    expect(store.current().settings.timeout).toBe(120_000);
    expect(logger.lines.map((line) => line.level)).toEqual(['error']);
  });

  test('lists many issues shortly', () => {
    const bad = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `timeout_${name}: 1`).join('\n');
    const worse = 'timeout: x\ncache_ttl: x\nembedder: x\nsimulator: x\nenable_auth: x\nfeature_timeout: x\n';
    expect(setUp(`${bad}\n${worse}`, { strict: true }).open).toThrow(/and \d+ more/);
  });
});

describe('hot reload', () => {
  test('a saved change is in force soon, also when the editor replaces the file', async () => {
    const { open, path, changes } = setUp('router: { alpha: 0.5 }\n');
    const store = open();
    store.startWatching();
    const before = store.current().router.revision;
    writeFileSync(path, 'router: { alpha: 0.7 }\n');
    await expect.poll(() => store.current().settings.router.alpha, { timeout: 3_000 }).toBe(0.7);
    expect(store.current().router.revision).not.toBe(before);
    writeFileSync(`${path}.new`, 'router: { alpha: 0.8 }\n');
    renameSync(`${path}.new`, path);
    await expect.poll(() => store.current().settings.router.alpha, { timeout: 3_000 }).toBe(0.8);
    expect(changes).toHaveLength(2);
  });

  test('a bad file keeps the one before and says why; a good one clears the error', async () => {
    const { open, path, changes } = setUp('router: { alpha: 0.5 }\n');
    const store = open();
    store.startWatching();
    writeFileSync(path, 'router: { alpha: much }\n');
    await expect.poll(() => store.error(), { timeout: 3_000 }).toMatch(/router\.alpha \(line 1\) is "much"/);
    expect(store.current().settings.router.alpha).toBe(0.5);
    writeFileSync(path, 'router: { alpha: 0.5 }\n');
    await expect.poll(() => store.error(), { timeout: 3_000 }).toBeNull();
    expect(changes).toHaveLength(2);
  });

  test('saving without a change tells nobody, and neither does key order', () => {
    const { open, path, changes } = setUp('cache_ttl: 10\ntimeout: 50\n');
    const store = open();
    writeFileSync(path, 'timeout: 50\ncache_ttl: 10\n');
    store.reload();
    expect(changes).toEqual([]);
  });

  test('a folder that cannot be watched is said once', () => {
    const { logger, folder } = setUp(null);
    const store = openConfigStore(
      { path: join(folder, 'none', 'x.yaml'), keysPath: '', env: {}, logger, onChange: () => {} },
      false,
    );
    store.startWatching();
    expect(logger.lines.at(-1)?.message).toContain('cannot be watched');
  });
});

describe('applying alpha', () => {
  test('writes it into the file, keeps comments and order, and is in force at once', async () => {
    const { open, path, changes } = setUp(
      '# my settings\ncache_ttl: 10 # short\nrouter:\n  # quality first\n  alpha: 0.9\n',
    );
    const store = open();
    await store.edit(alphaOf(0.35));
    expect(store.current().settings.router.alpha).toBe(0.35);
    expect(changes).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(
      '# my settings\ncache_ttl: 10 # short\nrouter:\n  # quality first\n  alpha: 0.35\n',
    );
  });

  test.each([
    ['no file', null, 'router:\n  alpha: 0.2\n'],
    ['an empty file', '', 'router:\n  alpha: 0.2\n'],
    ['comments only', '# to do\n', '# to do\n\nrouter:\n  alpha: 0.2\n'],
    ['an empty section', 'router:\n', 'router:\n  alpha: 0.2\n'],
  ])('works from %s', async (_case, before, after) => {
    const { open, path } = setUp(before);
    await open().edit(alphaOf(0.2));
    expect(readFileSync(path, 'utf8')).toBe(after);
  });

  test('quick changes end with the last one', async () => {
    const { open, path } = setUp(null);
    const store = open();
    await Promise.all([0.1, 0.2, 0.3].map((alpha) => store.edit(alphaOf(alpha))));
    expect(readFileSync(path, 'utf8')).toContain('alpha: 0.3');
    expect(store.current().settings.router.alpha).toBe(0.3);
  });

  test('refuses to write into a file that is broken, and leaves it alone', async () => {
    const text = 'router: [\n';
    const { open, path } = setUp(text);
    const store = open();
    await expect(store.edit(alphaOf(0.2))).rejects.toMatchObject({ code: 'config_unreadable' });
    expect(readFileSync(path, 'utf8')).toBe(text);
    await expect(setUp('- a\n').open().edit(alphaOf(0.2))).rejects.toMatchObject({ code: 'config_invalid' });
    const second = setUp('timeout: x\n');
    await expect(second.open().edit(alphaOf(0.2))).rejects.toMatchObject({ code: 'config_invalid' });
  });

  test('says so when the file cannot be written, and changes nothing', async () => {
    const { open, folder } = setUp(null, {});
    const gone = join(folder, 'gone', 'heimdall.yaml');
    const store = setUp(null, { path: gone }).open();
    await expect(store.edit(alphaOf(0.2))).rejects.toThrow(/cannot be written \(ENOENT\)\. Nothing was changed/);
    expect(store.current().settings.router.alpha).toBe(0.8);
    expect(existsSync(gone)).toBe(false);
    open();
  });

  test.skipIf(process.platform === 'win32')('keeps the mode of the file', async () => {
    const { open, path } = setUp('timeout: 50\n');
    chmodSync(path, 0o600);
    await open().edit(alphaOf(0.2));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('overrides and keys', () => {
  test('a port from the command line wins over the file, before and after a reload', () => {
    const { open, path } = setUp('gateway: { port: 5000 }\n', {
      override: (settings) => ({ ...settings, gateway: { ...settings.gateway, port: 7 } }),
    });
    const store = open();
    expect(store.current().settings.gateway.port).toBe(7);
    writeFileSync(path, 'gateway: { port: 5001 }\ntimeout: 9\n');
    store.reload();
    expect(store.current().settings).toMatchObject({ timeout: 9, gateway: { port: 7 } });
  });

  test('a variable wins over the file, over a reload too, and cannot be changed by an edit', async () => {
    const { open, path } = setUp('router: { alpha: 0.5, top_p: 2 }\n', { env: { HEIMDALL_ROUTER__ALPHA: '0.9' } });
    const store = open();
    expect(store.current().settings.router).toMatchObject({ alpha: 0.9, top_p: 2 });
    expect(store.overrides()).toEqual([{ variable: 'HEIMDALL_ROUTER__ALPHA', path: ['router', 'alpha'], value: 0.9 }]);
    writeFileSync(path, 'router: { alpha: 0.6, top_p: 4 }\n');
    store.reload();
    expect(store.current().settings.router).toMatchObject({ alpha: 0.9, top_p: 4 });
    await expect(store.edit(alphaOf(0.2))).rejects.toThrow(
      /router\.alpha is set by .* HEIMDALL_ROUTER__ALPHA: unset it/,
    );
    await store.edit([{ path: ['router', 'top_p'], value: 5 }]);
    expect(store.current().settings.router).toMatchObject({ alpha: 0.9, top_p: 5 });
    expect(readFileSync(path, 'utf8')).toBe('router: { alpha: 0.6, top_p: 5 }\n');
  });

  test('a variable that is wrong is a mistake like one in the file', () => {
    const env = { HEIMDALL_ROUTER__ALPHA: 'high' };
    expect(setUp(null, { env, strict: true }).open).toThrow(/router\.alpha \(HEIMDALL_ROUTER__ALPHA\) is "high"/);
  });

  test.skipIf(process.platform === 'win32')('a key file that others can read is refused by name', () => {
    const { open, keysPath, logger } = setUp(null);
    writeFileSync(keysPath, '{"openai":"sk-CANARY-123456"}');
    chmodSync(keysPath, 0o644);
    const store = open();
    expect(store.error()).toBeNull();
    expect(store.notices()).toEqual([expect.stringMatching(/keys\.json.*chmod 600/)]);
    expect(store.current().router.simulatorActive).toBe(true);
    expect(JSON.stringify(logger.lines)).not.toContain('CANARY');
    chmodSync(keysPath, 0o600);
    store.reload();
    expect(store.notices()).toEqual([]);
    expect(store.current().router.configuredProviders).toEqual(new Set(['openai']));
    expect(store.current().router.simulatorActive).toBe(false);
  });

  test('a key file that is no JSON is refused without quoting it', () => {
    const { open, keysPath } = setUp(null);
    writeFileSync(keysPath, '{"openai": "sk-CANARY", oops', { mode: 0o600 });
    const store = open();
    expect(store.notices()[0]).toContain('maps provider names to keys');
    expect(store.notices()[0]).not.toContain('CANARY');
  });

  test('a token variable that is not set closes the endpoint rather than opening it', () => {
    const store = setUp('gateway: { token_env: MY_TOKEN }\n').open();
    expect(store.notices()[0]).toContain('MY_TOKEN');
    expect(store.current().accessToken).toHaveLength(43);
    const set = setUp('gateway: { token_env: MY_TOKEN }\n', { env: { MY_TOKEN: 'secret' } }).open();
    expect(set.current().accessToken).toBe('secret');
    expect(set.notices()).toEqual([]);
  });
});
