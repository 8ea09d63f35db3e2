import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CatalogModelView } from '../../src/shared/catalog.ts';
import type { ConsoleInput, ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { type Running, startHost } from './host-harness.ts';

type Save = ConsoleInput<'models.save'>;
type Own = ConsoleOutput<'models.own'>;

const yamlOf = (running: Running) => readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8');

function saving(change: Partial<Save> = {}, model: Partial<Save['model']> = {}): Save {
  return {
    provider: 'lab',
    new_provider: { base_url: 'http://127.0.0.1:9/v1', dialect: 'openai-chat', requires_key: false },
    replaces: null,
    ...change,
    model: {
      id: 'lab/one',
      upstream_id: 'one',
      context_tokens: 32_000,
      input_usd_per_mtok: 0.5,
      output_usd_per_mtok: 1.5,
      tools: true,
      vision: false,
      json_schema: null,
      quality_like: TINY_MODELS.midOpenai,
      buckets: ['mid'],
      ...model,
    },
  };
}

describe('models of the user', () => {
  test('are written into the file, beside what is there, and are in force at once', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    onTestFinished(() => upstream.stop());
    const running = await startHost({
      yaml: `# mine
router: { alpha: 0 } # cheapest
catalog: { refresh_seconds: 0 }
simulator: never
`,
    });
    const saved = await running.ask<CatalogModelView>(
      'models.save',
      saving({ new_provider: { base_url: upstream.baseUrl, dialect: 'openai-chat', requires_key: false } }),
    );
    expect(saved).toMatchObject({
      id: 'lab/one',
      origin: 'settings',
      context_tokens: 32_000,
      capabilities: { tools: true, vision: false, json_schema: true },
      price: { input_usd_per_mtok: 0.5, output_usd_per_mtok: 1.5, source: 'settings' },
      buckets: [{ bucket: 'mid', effort: null }],
      quality: { like: TINY_MODELS.midOpenai },
    });
    const yaml = yamlOf(running);
    expect(yaml).toContain('# mine');
    expect(yaml).toContain('# cheapest');
    expect(yaml).not.toContain('json_schema');

    // Chosen from the next request on, and the decision says where its quality is from.
    const { record_id } = await running.ask<{ record_id: string }>('playground.route', {
      messages: [{ role: 'user', content: 'hello' }],
      model: 'heimdall/mid',
    });
    const { decision } = await running.ask<DecisionRecord>('decisions.get', { id: record_id });
    expect(decision.model).toBe('lab/one');
    expect(decision.notes).toContain(`quality of lab/one is an estimate: that of ${TINY_MODELS.midOpenai}`);
    const response = await running.chat('hello', { 'x-heimdall-bucket': 'mid' });
    expect(response.status).toBe(200);
    await response.text();
    expect(upstream.requests[0]?.body.model).toBe('one');
  });

  test('are changed, moved and removed; the last one leaves its provider', async () => {
    const running = await startHost();
    await running.ask('models.save', saving());
    await running.ask('models.save', saving({ new_provider: null }, { id: 'lab/two', quality_like: null }));
    const replaces = { provider: 'lab', id: 'lab/one' };
    await running.ask('models.save', saving({ new_provider: null, replaces }, { id: 'lab/uno', vision: true }));
    const own = await running.ask<Own>('models.own');
    expect(own.models.map(({ provider, model }) => [provider, model.id, model.vision])).toEqual([
      ['lab', 'lab/uno', true],
      ['lab', 'lab/two', false],
    ]);
    expect(own.providers.map(({ name }) => name)).toEqual(expect.arrayContaining(['openai', 'lab']));
    expect(own.known).toContain(TINY_MODELS.midOpenai);
    expect(own.known).not.toContain('lab/uno');
    // To a preset: its address is written, so that it stays what it is.
    await running.ask(
      'models.save',
      saving({ provider: 'openai', new_provider: null, replaces: { provider: 'lab', id: 'lab/two' } }, { id: 'mine' }),
    );
    expect(yamlOf(running)).toContain('base_url: https://api.openai.com/v1');
    for (const { provider, model } of (await running.ask<Own>('models.own')).models) {
      await running.ask('models.remove', { provider, id: model.id });
    }
    const left = await running.ask<Own>('models.own');
    expect(left.models).toEqual([]);
    expect(left.providers.map(({ name }) => name)).toContain('lab');
    expect(yamlOf(running)).not.toContain('models');
    // Without models its server would be asked for them.
    expect(yamlOf(running)).toContain('discover: false');
    await expect(running.ask('models.remove', { provider: 'lab', id: 'lab/one' })).rejects.toThrow('not_found');
  });

  test.each([
    ['model.id', saving({}, { id: 'has blanks' })],
    ['model.id', saving({}, { id: TINY_MODELS.midOpenai })],
    ['model.context_tokens', saving({}, { context_tokens: 0 })],
    ['model.input_usd_per_mtok', saving({}, { input_usd_per_mtok: -1 })],
    ['model.output_usd_per_mtok', saving({}, { output_usd_per_mtok: null })],
    ['model.quality_like', saving({}, { quality_like: 'nobody/knows' })],
    ['provider', saving({ provider: 'Not A Name' })],
    ['provider', saving({ new_provider: null })],
    ['provider', saving({ provider: 'openai' })],
    [
      'new_provider.base_url',
      saving({ new_provider: { base_url: 'ftp://x', dialect: 'openai-chat', requires_key: true } }),
    ],
  ])('what is wrong is named: %s', async (field, input) => {
    const running = await startHost();
    await expect(running.ask('models.save', input)).rejects.toThrow(`request_invalid: models.save: ${field}: `);
    expect((await running.ask<Own>('models.own')).models).toEqual([]);
  });

  test('nothing is written into a file that is broken', async () => {
    const running = await startHost({ host: 'electron', yaml: 'router: { alpha: 2 }\n' });
    await expect(running.askIpc('models.save', saving())).rejects.toThrow('config_invalid');
    expect(yamlOf(running)).toBe('router: { alpha: 2 }\n');
  });
});
