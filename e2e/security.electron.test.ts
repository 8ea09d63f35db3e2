import { join } from 'node:path';
import { root } from '../scripts/paths.mjs';
import { expect, test } from './fixtures/console-test.ts';
import type { RunningConsole } from './fixtures/running-console.ts';

// The attempts below are refused aloud.
test.use({ toleratedErrors: /Content Security Policy|ERR_BLOCKED_BY_CLIENT|404|Refused|Not allowed/ });

function appOf(running: RunningConsole) {
  if (running.electron === null) throw new Error('This test runs in Electron only.');
  return running.electron;
}

test('the page has no Node, only the bridge', async ({ running }) => {
  const found = await running.page.evaluate(() => ({
    require: typeof Reflect.get(window, 'require'),
    process: typeof Reflect.get(window, 'process'),
    bridge: Object.keys(Object(Reflect.get(window, 'heimdall'))).sort(),
  }));
  expect(found).toEqual({ require: 'undefined', process: 'undefined', bridge: ['onEvent', 'request'] });
});

test('the window is isolated and sandboxed', async ({ running }) => {
  const preferences = await appOf(running).evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Not in the public types, but the only place that tells what is in force.
    return (contents as unknown as { getLastWebPreferences: () => Record<string, unknown> }).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
});

test('the page comes with a content policy, which blocks inline scripts', async ({ running }) => {
  const policy = await running.page.evaluate(async () =>
    (await fetch(window.location.href)).headers.get('content-security-policy'),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  const ran = await running.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineScriptRan = true';
    document.body.append(script);
    return Reflect.get(window, 'inlineScriptRan') === true;
  });
  expect(ran).toBe(false);
});

test('navigation to another site is refused', async ({ running }) => {
  const before = running.page.url();
  await running.page.evaluate(() => {
    window.location.href = 'https://example.com/';
  });
  await running.page.waitForTimeout(300);
  expect(running.page.url()).toBe(before);
});

test('window.open is refused; only https goes to the browser of the system', async ({ running }) => {
  const app = appOf(running);
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Reflect.set(globalThis, 'openedExternally', opened);
    shell.openExternal = async (url) => {
      opened.push(url);
    };
  });
  const handles = await running.page.evaluate(() =>
    ['https://example.com/', 'http://example.com/', 'file:///etc/passwd', 'heimdall://app/index.html'].map(
      (url) => window.open(url) === null,
    ),
  );
  expect(handles).toEqual([true, true, true, true]);
  expect(await app.evaluate(() => Reflect.get(globalThis, 'openedExternally'))).toEqual(['https://example.com/']);
  expect(app.windows()).toHaveLength(1);
});

test('the page cannot load anything but its own files', async ({ running, endpoint }) => {
  const outcome = await running.page.evaluate(async (url) => {
    const attempt = (target: string) =>
      fetch(target, { mode: 'no-cors' }).then(
        () => 'loaded',
        () => 'refused',
      );
    return [await attempt(url), await attempt('https://example.com/')];
  }, endpoint.url);
  expect(outcome).toEqual(['refused', 'refused']);
});

test('the scheme serves nothing outside its folder', async ({ running }) => {
  const statuses = await running.page.evaluate(async () => {
    const paths = ['/..%2f..%2fpackage.json', '/%2e%2e/main/index.cjs', '/..%5c..%5cpackage.json', '/missing.js'];
    return Promise.all(paths.map(async (path) => (await fetch(`heimdall://app${path}`)).status));
  });
  expect(statuses).toEqual([404, 404, 404, 404]);
});

test('a request from any other page or frame is rejected', async ({ running }) => {
  const answers = await appOf(running).evaluate(
    async ({ BrowserWindow }, preload) => {
      const own = BrowserWindow.getAllWindows()[0];
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await stranger.loadURL('data:text/html,<p>stranger</p>');
      const ask = `window.heimdall.request('app.info').then(() => 'answered', (error) => String(error))`;
      const fromStranger: unknown = await stranger.webContents.executeJavaScript(ask);
      stranger.destroy();
      return { fromStranger, fromOwn: await own?.webContents.executeJavaScript(ask) };
    },
    join(root, 'out', 'preload', 'index.cjs'),
  );
  expect(answers.fromOwn).toBe('answered');
  expect(answers.fromStranger).toContain('Refused');
});

test('permissions are denied', async ({ running }) => {
  const states = await running.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone'] as unknown as PermissionName[];
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
  });
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied']);
});
