import { expect, it } from 'vitest';
import { type ConsoleInput, type ConsoleRequestName, consoleRequests } from '../../shared/console-contract.ts';
import type { RendererClient } from '../lib/transport.ts';
import { createFakeClient } from './fake-client.ts';
import { generateRecords } from './generate-records.ts';

const records = generateRecords(60, { simulated: false });
const id = records[7]?.decision.id ?? '';
const { model, effort } = records[7]?.decision ?? { model: '', effort: null };
const messages = [{ role: 'user' as const, content: 'hello' }];
const test = { name: 'greeting', expect: { bucket: 'cheap' as const } };
const own = {
  id: 'ollama/mine',
  upstream_id: null,
  context_tokens: 8_192,
  input_usd_per_mtok: null,
  output_usd_per_mtok: null,
  quality_like: null,
};

/** A question of each kind, in an order in which each can be answered. */
const QUESTIONS: { readonly [N in ConsoleRequestName]: ConsoleInput<N> } = {
  'app.info': undefined,
  'decisions.page': { limit: 5 },
  'decisions.search': { text: 'a' },
  'decisions.count': { filter: [] },
  'decisions.get': { id },
  'decisions.explain': { id },
  'decisions.evidence': { id },
  'decisions.body': { id },
  'decisions.reroute': { moves: [{ id, bucket: 'hard' }] },
  'decisions.replay': { id, mode: 'route' },
  'decisions.export': { format: 'csv' },
  'decisions.export_file': { format: 'csv', name: 'decisions.csv' },
  'decisions.export_status': undefined,
  'decisions.export_cancel': undefined,
  'decisions.capsule': { id },
  'decisions.import': { capsules: [{}] },
  'decisions.feedback': { id, score: 1 },
  'decisions.rating': { id },
  'learning.exploration': undefined,
  'learning.table': undefined,
  'learning.ratings': { cell: { model, effort, cluster: 0 } },
  'learning.reset': { all: true },
  'learning.undo': { undo: 'none' },
  'metrics.snapshot': undefined,
  'latency.profile': { from_ms: 0, source: 'total' },
  'savings.report': { from_ms: 0, baseline: { kind: 'best' } },
  'map.points': { from_ms: 0 },
  'cache.overview': { from_ms: 0 },
  'cache.worth': { cache: 'decisions' },
  'cache.stats': undefined,
  'cache.clear': undefined,
  'changes.list': { from_ms: 0 },
  'response_cache.set': { enabled: true },
  'response_cache.stats': undefined,
  'response_cache.entries': {},
  'response_cache.clear': undefined,
  'response_cache.purge': { id },
  'catalog.list': undefined,
  'catalog.info': undefined,
  'catalog.refresh': undefined,
  'catalog.set_enabled': { model, enabled: false },
  'models.health': undefined,
  'models.save': { provider: 'ollama', new_provider: null, model: own, replaces: null },
  'models.own': undefined,
  'models.remove': { provider: 'ollama', id: own.id },
  'keys.set': { provider: 'openai', key: 'sk-of-a-test' },
  'keys.list': undefined,
  'keys.test': { provider: 'openai' },
  'keys.remove': { provider: 'openai' },
  'accounts.list': undefined,
  'accounts.login': { provider: 'google' },
  'accounts.logout': { provider: 'google' },
  'app_keys.create': { name: 'my-editor' },
  'app_keys.rename': { name: 'my-editor', to: 'editor' },
  'app_keys.list': undefined,
  'app_keys.revoke': { name: 'editor' },
  'tuning.apply': { alpha: 0.4 },
  'tuning.get': undefined,
  'tuning.undo': undefined,
  'tuning.redo': undefined,
  'tuning.history': undefined,
  'tuning.export': undefined,
  'profiles.save': { name: 'Mine', alpha: 0.3 },
  'profiles.list': undefined,
  'profiles.apply': { name: 'Mine' },
  'profiles.assign': { app: 'cli', profile: 'Mine' },
  'profiles.read': { text: '{"profiles":{"Night":{"alpha":0.2}}}' },
  'profiles.import': { text: '{"profiles":{"Night":{"alpha":0.2}}}', profiles: ['Night'] },
  'profiles.delete': { name: 'Mine' },
  'settings.set': { bodies: false, update_feed: 'https://updates.test/latest.json' },
  'settings.get': undefined,
  'desktop.get': undefined,
  'desktop.open_at_login': { on: true },
  'desktop.open_folder': { folder: 'data' },
  'endpoint.check': undefined,
  'endpoint.pause': undefined,
  'endpoint.resume': undefined,
  'playground.estimate': { messages, models: [null] },
  'playground.open': { id },
  'playground.route': { messages },
  'playground.run': { messages },
  'answers.get': { id },
  'answers.stop': { ids: [id] },
  'breakpoints.set': { enabled: true },
  'breakpoints.get': undefined,
  'breakpoints.held': undefined,
  'breakpoints.resume': { id },
  'breakpoints.drop': { id },
  'tests.add': { ...test, decision_id: id },
  'tests.list': undefined,
  'tests.run': undefined,
  'tests.remove': { name: 'greeting' },
  'shadow.start': { profile: 'Economy' },
  'shadow.status': undefined,
  'shadow.differences': {},
  'shadow.stop': undefined,
  'artifact.status': undefined,
  'artifact.list': undefined,
  'artifact.verify': { folder: '/artifact' },
  'artifact.use': { folder: '/artifact' },
  'artifact.rollback': undefined,
  'profiler.start': {},
  'profiler.status': undefined,
  'profiler.stop': undefined,
  'profiler.text': undefined,
  'profiler.save': undefined,
  'updates.check': undefined,
  'updates.status': undefined,
  'sample.play': undefined,
  'sample.clear': undefined,
  'decisions.clear': undefined,
};

/** What the fake host refuses, as a real one would, or because it has no router. */
const REFUSED: readonly ConsoleRequestName[] = [
  'decisions.export_file',
  'decisions.capsule',
  'decisions.import',
  'learning.undo',
  'accounts.login',
  'desktop.open_at_login',
  'desktop.open_folder',
  'endpoint.pause',
  'endpoint.resume',
  'breakpoints.resume',
  'breakpoints.drop',
  'tests.run',
  'artifact.verify',
  'profiler.save',
  'artifact.use',
  'artifact.rollback',
];

it('answers every question of the contract as the contract says, or refuses with a reason', async () => {
  const { client } = createFakeClient({ records: [...records], simulated: false });
  const ask = client.request as (name: ConsoleRequestName, input: unknown) => ReturnType<RendererClient['request']>;
  const refused: string[] = [];
  for (const [name, input] of Object.entries(QUESTIONS) as [ConsoleRequestName, unknown][]) {
    const result = await ask(name, input);
    if (!result.ok) refused.push(name);
    else expect(consoleRequests[name].output.safeParse(result.value).error, name).toBeUndefined();
  }
  expect(refused.sort()).toEqual([...REFUSED].sort());
});
