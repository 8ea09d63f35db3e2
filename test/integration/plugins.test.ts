/** Extensions of users: ES modules that the settings name. */
import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Decision } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { startHost } from './host-harness.ts';

/** A data folder with the examples in it. */
function folderWithExamples(): string {
  const folder = temporaryFolder();
  for (const name of ['card-numbers.mjs', 'daily-budget.mjs']) {
    copyFileSync(join('examples/plugins', name), join(folder, name));
  }
  return folder;
}

async function route(url: string, content: string, headers: Record<string, string> = {}): Promise<Decision> {
  const response = await fetch(`${url}/v1/route`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content }] }),
  });
  return (await response.json()) as Decision;
}

describe('the examples', () => {
  test('card-numbers refuses a request with one, and no other', async () => {
    const { chat, url } = await startHost({
      dataFolder: folderWithExamples(),
      yaml: 'plugins: [{ module: card-numbers.mjs }]\n',
    });
    expect((await chat('call me at 4111 1111 1111 1112')).status).toBe(200);
    const refused = await chat('charge 4111-1111-1111-1111 please');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      error: { code: 'request_denied', message: expect.stringContaining('card number') },
    });
    expect((await route(url, 'hello')).notes).toEqual([]);
  });

  test('daily-budget steers to cheap models when the money is spent, and brings a feature and a penalty', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    onTestFinished(() => upstream.stop());
    const both = '[{ model: one, effort: null }, { model: two, effort: null }]';
    const { chat, url, ask } = await startHost({
      dataFolder: folderWithExamples(),
      yaml: `plugins:
  - module: ./daily-budget.mjs
    options: { usd_per_day: 0.0001, spare: one, long_words: 3 }
providers:
  lab:
    base_url: "${upstream.baseUrl}"
    requires_key: false
    models:
      - { id: one, input_usd_per_mtok: 10, output_usd_per_mtok: 10 }
      - { id: two, input_usd_per_mtok: 10, output_usd_per_mtok: 10 }
router: { cheap_candidates: ${both}, mid_candidates: ${both}, hard_candidates: ${both} }
simulator: never
catalog: { refresh_seconds: 0 }
`,
    });
    const before = await route(url, 'four words are long');
    expect(before.features.custom).toEqual({ words: 4 });
    expect(before.candidates.find(({ model }) => model === 'one')?.penalties.custom).toBe(0.2);
    expect(before.model).toBe('two');
    expect(before.guardrails.map(({ id }) => id)).not.toContain('bucket_override');
    expect((await chat('spend it')).status).toBe(200);
    await expect
      .poll(async () => (await route(url, 'and now')).notes)
      .toContain("plugin daily-budget: the day's $0.0001 are spent: cheap models alone");
    const after = await route(url, 'and then');
    expect([after.bucket, after.guardrails[0]?.id]).toEqual(['cheap', 'bucket_override']);
    const page = await ask<{ records: { decision: Decision }[] }>('decisions.page', {});
    expect(page.records.at(-1)?.decision.features.custom).toEqual({ words: 2 });
  });
});

describe('loading', () => {
  const start = (yaml: string, files: Record<string, string>) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return startHost({ dataFolder: folder, yaml });
  };
  const one = 'plugins: [{ module: one.mjs }]\n';

  test.each([
    ['is not there', {}, /plugins\.0: .*one\.mjs is not there/],
    ['does not parse', { 'one.mjs': 'export default {' }, /plugins\.0: .*one\.mjs cannot be loaded: /],
    ['exports nothing', { 'one.mjs': 'export const name = 1' }, /must export an extension/],
    ['has no name', { 'one.mjs': 'export default { name: "with blanks" }' }, /must give its extension a name/],
    [
      'has a hook that is none',
      { 'one.mjs': 'export default { name: "a", preHook: 3 }' },
      /has a preHook that is no func/,
    ],
    [
      'has features that are none',
      { 'one.mjs': 'export default { name: "a", features: [null] }' },
      /has features that/,
    ],
    ['throws', { 'one.mjs': 'export default () => { throw new Error("no licence") }' }, /refused to start: no licence/],
  ])('a headless host does not start with a module that %s', async (_case, files, message) => {
    await expect(start(one, files)).rejects.toMatchObject({ code: 'config_invalid', message });
  });

  test('two of one name are refused', async () => {
    const text = 'export default { name: "same" }';
    const both = 'plugins: [{ module: one.mjs }, { module: two.mjs }]\n';
    await expect(start(both, { 'one.mjs': text, 'two.mjs': text })).rejects.toThrow('two extensions named same');
  });

  test('a saved change is in force without a restart; one that cannot be loaded leaves the old ones, and says why', async () => {
    const noting = (note: string) => `export default { name: "noting", preHook: () => ({ note: "${note}" }) }`;
    const running = await start(one, { 'one.mjs': noting('first') });
    const { folder, url, ask } = running;
    expect((await route(url, 'a')).notes).toContain('plugin noting: first');
    writeFileSync(join(folder, 'two.mjs'), noting('second'));
    writeFileSync(join(folder, 'heimdall.yaml'), 'plugins: [{ module: two.mjs }]\n');
    await expect
      .poll(async () => (await route(url, 'b')).notes, { timeout: 10_000 })
      .toContain('plugin noting: second');
    writeFileSync(join(folder, 'heimdall.yaml'), 'plugins: [{ module: three.mjs }]\n');
    const notices = async () => JSON.stringify(await ask('app.info'));
    await expect.poll(notices, { timeout: 10_000 }).toContain('three.mjs is not there');
    expect((await route(url, 'c')).notes).toContain('plugin noting: second');
    // The same module with another content.
    writeFileSync(join(folder, 'two.mjs'), noting('third'));
    utimesSync(join(folder, 'two.mjs'), new Date(), new Date(Date.now() + 5_000));
    writeFileSync(join(folder, 'heimdall.yaml'), 'plugins: [{ module: two.mjs }]\n');
    await expect.poll(async () => (await route(url, 'd')).notes, { timeout: 10_000 }).toContain('plugin noting: third');
    expect(await notices()).not.toContain('three.mjs');
  }, 40_000);

  test('auth adapters of a module are asked where the settings name them, and others after a saved change', async () => {
    const bringing = (adapter: string) => `export default {
      name: 'team',
      authAdapters: [{
        name: '${adapter}',
        detect: (headers) => headers['x-team'] !== undefined,
        extract: (headers) => ({ adapter: '${adapter}', type: 'local', provider: null, token: headers['x-team'] }),
      }],
    }`;
    const files = {
      'one.mjs': bringing('team-key'),
      'two.mjs': bringing('crew-key'),
      'three.mjs': bringing('openai-key'),
    };
    const { ask, url, folder } = await start(one, files);
    const notices = async () => JSON.stringify(await ask('app.info'));
    expect(await notices()).toContain('The auth adapter \\"team-key\\" is never asked');
    const save = (module: string, adapter: string) => {
      const yaml = `plugins: [{ module: ${module} }]\nauth_adapters: { enabled: [${adapter}, openai-key] }\n`;
      writeFileSync(join(folder, 'heimdall.yaml'), yaml);
    };
    const adapterOf = async (prompt: string) => (await route(url, prompt, { 'x-team': 'red' })).auth.adapter;
    save('one.mjs', 'team-key');
    await expect.poll(() => adapterOf('a'), { timeout: 10_000 }).toBe('team-key');
    save('two.mjs', 'crew-key');
    await expect.poll(() => adapterOf('b'), { timeout: 10_000 }).toBe('crew-key');
    expect(await notices()).not.toContain('auth adapter');
    // A taken name refuses the whole change.
    save('three.mjs', 'crew-key');
    await expect.poll(notices, { timeout: 10_000 }).toContain('already an auth adapter named \\"openai-key\\"');
    expect(await adapterOf('c')).toBe('crew-key');
  }, 40_000);
});
