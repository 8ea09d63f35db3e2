import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testProvider, testSettings } from '../../../test/fakes/gateway-harness.ts';
import { type JsonServer, startJsonServer } from '../../../test/fakes/json-server.ts';
import { readerOf, sha256, TINY_MODELS, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { manualClock, recordingLogger, temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { loadArtifact } from '../../core/index.ts';
import { createProxiedFetch } from '../../gateway/gateway.ts';
import { LiveCatalog } from './live-catalog.ts';

const HOUR = 3_600_000;
const IDS = [TINY_MODELS.cheapA, TINY_MODELS.cheapB, TINY_MODELS.midOpenai, TINY_MODELS.unpriced];
const LIST = {
  data: IDS.map((id) => ({
    id,
    name: id,
    context_length: 1_000,
    pricing: { prompt: '0.000001', completion: '0.000004' },
  })),
};

async function open(keyed: boolean, seconds = 3_600) {
  const lists: JsonServer = await startJsonServer({ '/api/v1/models': LIST });
  const clock = manualClock(Date.parse('2026-11-23T06:00:00Z'));
  const { catalog: bundled } = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
  const logger = recordingLogger();
  const settings = testSettings({
    catalog: { base_url: `${lists.url}/api/v1`, refresh_seconds: seconds, sources: { price_file: { enabled: false } } },
  });
  const provider = testProvider('mine', 'https://api.example.com/v1', keyed ? 'k' : null);
  let changes = 0;
  const options = {
    path: join(temporaryFolder(), 'catalog.json'),
    settings: () => settings,
    providers: () => new Map([['mine', provider]]),
    clock,
    logger,
    version: '0.0.0',
    fetch: createProxiedFetch({ env: {} }),
    onChange: () => changes++,
  };
  const live = new LiveCatalog(options, bundled);
  return { live, lists, clock, logger, changes: () => changes };
}

describe('LiveCatalog', () => {
  it('reads by itself once a period while a provider elsewhere has a key', async () => {
    const { live, lists, clock, changes } = await open(true);
    expect(live.nextDueMs()).toBe(0);
    await live.refreshDue();
    expect([lists.seen.length, changes()]).toEqual([1, 1]);
    expect(live.nextDueMs()).toBe(clock.now() + HOUR);
    await live.refreshDue();
    expect(lists.seen).toHaveLength(1);
    clock.advance(HOUR);
    await live.refreshDue();
    // The same list: read, and nothing changed.
    expect([lists.seen.length, changes()]).toEqual([2, 1]);
  });

  it('calls nobody by itself without a key, or when told never to, and always when the user says so', async () => {
    for (const { live, lists } of [await open(false), await open(true, 0)]) {
      expect(live.nextDueMs()).toBeNull();
      await live.refreshAll(false);
      expect(lists.seen).toHaveLength(1);
    }
  });

  it('backs off from a source that fails, logs it once, and recovers', async () => {
    const { live, lists, clock, logger } = await open(true);
    lists.answers.delete('/api/v1/models');
    await live.refreshDue();
    expect(live.nextDueMs()).toBe(clock.now() + 60_000);
    clock.advance(60_000);
    await live.refreshDue();
    expect(live.nextDueMs()).toBe(clock.now() + 120_000);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    lists.answers.set('/api/v1/models', LIST);
    clock.advance(120_000);
    await live.refreshDue();
    expect(live.sources()[0]).toMatchObject({ name: 'openrouter', state: 'ok', error: null });
    expect(live.nextDueMs()).toBe(clock.now() + HOUR);
  });

  it('lets a refresh go when it is closed', async () => {
    const { live, lists, changes } = await open(true);
    lists.answers.set(
      '/api/v1/models',
      (_request: unknown, response: { writeHead(status: number): { write(text: string): void } }) => {
        response.writeHead(200).write('{"data":');
      },
    );
    const running = live.refreshDue();
    await expect.poll(() => lists.seen.length).toBe(1);
    live.close();
    await running;
    expect(changes()).toBe(0);
  });
});
