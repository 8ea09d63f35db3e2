/** The host itself, its settings and its credentials. */
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { type FakeArea, type FakeHost, FakeRefusal } from './fake-host.ts';
import { ARTIFACT_VERSION } from './tuning.ts';

const FOLDER = '~/.local/share/heimdall';
const VERSION = '0.1.0-dev';
const NEWEST: ConsoleOutput<'updates.status'>['latest'] = {
  version: '0.2.0',
  notes: 'Faster, and with fewer surprises.',
  url: 'https://updates.test/0.2.0',
  newer: true,
};

/** A console in a browser has no desktop around it, and is itself behind the endpoint. */
function notInBrowser(): never {
  throw new FakeRefusal('request_invalid', 'This needs the window of Heimdall: the console runs in a browser.');
}

export function fakeApp(host: FakeHost): FakeArea<'app' | 'desktop' | 'endpoint' | 'settings' | 'updates'> {
  let settings: ConsoleOutput<'settings.get'> = {
    prompts: 'full',
    max_decisions: 100_000,
    max_age_days: 30,
    bodies: true,
    port: 4141,
    require_user_key: false,
    on_close: 'ask',
    notifications: true,
    update_feed: null,
  };
  let checked_ms: number | null = null;
  const updates = (): ConsoleOutput<'updates.status'> => ({
    current: VERSION,
    feed: settings.update_feed,
    checking: false,
    checked_ms,
    latest: checked_ms === null ? null : NEWEST,
    problem: null,
  });
  return {
    'app.info': () => ({ ...appInfo(host.simulated), prompts_stored: settings.prompts }),
    'desktop.get': () => null,
    'desktop.open_at_login': notInBrowser,
    'desktop.open_folder': notInBrowser,
    'endpoint.pause': notInBrowser,
    'endpoint.resume': notInBrowser,
    'endpoint.check': () => ({
      ok: true,
      checks: [
        { id: 'endpoint.healthz', title: 'GET /healthz', verdict: 'ok', detail: 'answers 200', fix: null, ms: 3 },
        { id: 'endpoint.models', title: 'GET /v1/models', verdict: 'ok', detail: '12 models', fix: null, ms: 5 },
      ],
    }),
    'settings.get': () => settings,
    'settings.set': (changes) => {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      settings = { ...settings, ...Object.fromEntries(given) };
      if ('update_feed' in changes) checked_ms = null;
      queueMicrotask(() => host.emit('changed', { what: 'app' }));
      return settings;
    },
    'updates.status': updates,
    'updates.check': () => {
      if (settings.update_feed === null) throw new FakeRefusal('unavailable', 'No update feed is set.');
      checked_ms = Date.now();
      queueMicrotask(() => host.emit('changed', { what: 'updates' }));
      return updates();
    },
  };
}

function appInfo(simulated: boolean): ConsoleOutput<'app.info'> {
  return {
    version: VERSION,
    host: 'headless',
    platform: 'linux',
    endpoint: {
      state: 'listening',
      url: 'http://127.0.0.1:4141',
      openai_base_url: 'http://127.0.0.1:4141/v1',
      error: null,
    },
    providers: [
      { name: 'openai', configured: !simulated, key_source: simulated ? null : 'env OPENAI_API_KEY' },
      { name: 'anthropic', configured: false, key_source: null },
      { name: 'google', configured: false, key_source: null },
      { name: 'openrouter', configured: false, key_source: null },
      { name: 'ollama', configured: true, key_source: 'none needed' },
    ],
    simulator_active: simulated,
    artifact: {
      folder: null,
      version: ARTIFACT_VERSION,
      created: '2026-11-23T00:00:00Z',
      embedder: 'static-384',
      clusters: 20,
      problem: null,
    },
    config: { path: '~/.config/heimdall/heimdall.yaml', revision: 'r1', error: null },
    data_folder: FOLDER,
    prompts_stored: 'full',
  };
}
