import { describe, expect, it } from 'vitest';
import { testProvider, testSettings } from '../../../../test/fakes/gateway-harness.ts';
import { startOllama, startVllm } from '../../../../test/fakes/model-servers.ts';
import { manualClock, recordingLogger } from '../../../../test/integration/host-fixtures.ts';
import { createProxiedFetch } from '../../../gateway/gateway.ts';
import { ModelDiscovery } from './model-discovery.ts';

function open(baseUrl: string, seconds = 3_600) {
  const clock = manualClock();
  const logger = recordingLogger();
  const settings = testSettings({
    providers: { mine: { base_url: baseUrl, requires_key: false } },
    catalog: { refresh_seconds: seconds },
  });
  let changes = 0;
  const connection = { ...testProvider('mine', baseUrl, null), requiresKey: false };
  const discovery = new ModelDiscovery({
    settings: () => settings,
    providers: () => new Map([['mine', connection]]),
    clock,
    logger,
    version: '0.0.0',
    fetch: createProxiedFetch({ env: {} }),
    onChange: () => changes++,
  });
  return { discovery, clock, logger, changes: () => changes };
}

describe('ModelDiscovery', () => {
  it('asks a server that is down every 30 s, says so once, and finds its models when it is up', async () => {
    const gone = await startOllama();
    await gone.close();
    const { discovery, clock, logger, changes } = open(`${gone.url}/v1`);
    expect(discovery.nextDueMs()).toBe(0);
    for (let turn = 0; turn < 3; turn++) {
      await discovery.refreshDue();
      expect(discovery.nextDueMs()).toBe(clock.now() + 30_000);
      clock.advance(30_000);
    }
    expect(logger.lines).toHaveLength(1);
    await startOllama(Number(new URL(gone.url).port));
    await discovery.refreshDue();
    expect(changes()).toBe(1);
    expect(discovery.models()[0]?.models.map(({ id }) => id)).toEqual(['llama3.2:latest', 'llava:7b']);
    expect(discovery.nextDueMs()).toBe(clock.now() + 3_600_000);
  });

  it('tells only of models that changed', async () => {
    const server = await startVllm();
    const { discovery, changes } = open(`${server.url}/v1/`);
    await discovery.refreshAll();
    await discovery.refreshAll();
    expect(changes()).toBe(1);
    server.answers.set('/v1/models', { object: 'list', data: [{ id: 'other', max_model_len: 100 }] });
    await discovery.refreshAll();
    expect([changes(), discovery.models()[0]?.models[0]]).toEqual([2, { id: 'other', contextTokens: 100 }]);
  });

  it('asks once and never again by itself where the settings say so', async () => {
    const server = await startVllm();
    const { discovery } = open(`${server.url}/v1`, 0);
    await discovery.refreshDue();
    expect(discovery.nextDueMs()).toBeNull();
    expect(server.seen).toHaveLength(1);
  });
});
