/** Two whole hosts and a real Redis: what one learns, the other knows. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { RedisServer } from '../helpers/redis-server.ts';
import { type Running, startHost } from './host-harness.ts';

/** What one host says is heard by the other within so long, on a busy machine too; on an idle one it takes a millisecond. */
const HEARD = { timeout: 5_000, interval: 5 };

interface Pair {
  readonly redis: RedisServer;
  readonly upstream: FakeOpenAiUpstream;
  readonly one: Running;
  readonly other: Running;
}

function yamlOf(upstream: FakeOpenAiUpstream, more: string): string {
  return `shared_state: { url_env: HEIMDALL_REDIS${more} }
providers:
  lab: { base_url: "${upstream.baseUrl}", requires_key: false, models: [{ id: one }, { id: two }] }
simulator: never
router: { cheap_candidates: [{ model: one }], mid_candidates: [{ model: one }], hard_candidates: [{ model: one }] }
catalog: { refresh_seconds: 0 }
`;
}

async function startPair(more = ''): Promise<Pair> {
  const redis = await RedisServer.start();
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  const yaml = yamlOf(upstream, more);
  const env = { HEIMDALL_REDIS: redis.url };
  const [one, other] = [await startHost({ yaml, env }), await startHost({ yaml, env })];
  for (const host of [one, other]) await expect.poll(() => readiness(host), HEARD).toBe('ready');
  return { redis, upstream, one, other };
}

function clientOf(redis: RedisServer): Redis {
  const client = new Redis(redis.url);
  onTestFinished(() => client.disconnect());
  return client;
}

async function readiness({ url }: Running): Promise<string> {
  return ((await (await fetch(`${url}/readyz`)).json()) as { status: string }).status;
}

async function ask({ url }: Running, model: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello, a canary sings here' }] }),
  });
  await response.text();
  return response;
}

async function pauses(host: Running): Promise<ConsoleOutput<'models.health'>['pauses']> {
  return (await host.ask<ConsoleOutput<'models.health'>>('models.health')).pauses;
}

async function newest(host: Running): Promise<DecisionRecord> {
  const { records } = await host.ask<{ records: DecisionRecord[] }>('decisions.page', { limit: 1 });
  return records[0] as DecisionRecord;
}

test('a model that one host was refused is left alone by the other, and by one that starts later', async () => {
  const { redis, upstream, one, other } = await startPair();
  upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
  expect((await ask(one, 'two')).status).toBe(429);
  await expect.poll(() => pauses(other), HEARD).toMatchObject([{ provider: 'lab', model: 'two' }]);
  const calls = upstream.requests.length;
  expect((await ask(other, 'two')).ok).toBe(false);
  expect(upstream.requests).toHaveLength(calls);
  expect((await ask(other, 'one')).status).toBe(200);

  const late = await startHost({ yaml: yamlOf(upstream, ''), env: { HEIMDALL_REDIS: redis.url } });
  await expect.poll(() => pauses(late), HEARD).toMatchObject([{ provider: 'lab', model: 'two' }]);
});

test('a provider whose circuit one host opened is left alone by the other', async () => {
  const { upstream, one, other } = await startPair();
  upstream.next(...Array.from({ length: 5 }, () => ({ kind: 'drop' }) as const));
  for (const model of ['one', 'two', 'one', 'two', 'one']) await ask(one, model);
  await expect
    .poll(() => pauses(other), HEARD)
    .toContainEqual(expect.objectContaining({ provider: 'lab', model: null, reason: expect.stringContaining('5') }));
});

test('a session goes on where it was, whichever host gets its next turn', async () => {
  const { redis, one, other } = await startPair();
  const session = { 'x-heimdall-session': 'conversation-1' };
  await ask(one, 'heimdall/auto', session);
  const client = clientOf(redis);
  await expect.poll(() => client.keys('heimdall:session:*'), HEARD).toHaveLength(1);
  await ask(other, 'heimdall/auto', session);
  expect((await newest(other)).decision.session).toMatchObject({ model: 'one', provider: 'lab' });
  const keys = [(await newest(one)).decision.session.key, (await newest(other)).decision.session.key];
  expect(keys[0]).toBe(keys[1]);
});

test('a decision of one host is a cache hit on the other, where decisions are shared', async () => {
  const { redis, one, other } = await startPair(', decisions: true');
  await ask(one, 'heimdall/auto');
  const made = await newest(one);
  expect(made.decision.cache.state).toBe('miss');
  const client = clientOf(redis);
  await expect.poll(() => client.keys('heimdall:decision:*'), HEARD).toHaveLength(1);
  await ask(other, 'heimdall/auto', { 'x-heimdall-session': 'another' });
  const found = await newest(other);
  expect(found.decision).toMatchObject({ cache: { state: 'hit' }, candidates: made.decision.candidates });
  expect(found.decision.notes.join()).toContain('another host');
  expect(found.decision.session.source).toBe('x-heimdall-session');

  // The key names what it is valid under, and nothing there tells what was asked.
  const [key] = await client.keys('heimdall:decision:*');
  expect(key).toContain(`:${made.decision.artifact_version}:${made.decision.config_revision}:`);
  const texts = await Promise.all((await client.keys('*')).map((name) => client.get(name).catch(() => '')));
  expect(texts.join()).not.toContain('canary');
});

test('while Redis is away each host goes on by itself, says so once, and joins again', async () => {
  const { redis, upstream, one, other } = await startPair(', decisions: true');
  await redis.stop();
  await expect.poll(() => readiness(one), HEARD).toBe('degraded');
  const { notices } = await one.ask<{ notices: string[] }>('app.info');
  expect(notices.join()).toContain('shared_state');
  for (let turn = 0; turn < 20; turn++) expect((await ask(one, 'heimdall/auto')).status).toBe(200);
  expect(one.logger.lines.filter(({ message }) => message.startsWith('shared state: the server'))).toHaveLength(1);
  expect(JSON.stringify(one.logger.lines)).not.toContain(redis.password);

  await redis.start();
  for (const host of [one, other]) await expect.poll(() => readiness(host), { timeout: 15_000 }).toBe('ready');
  upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
  await ask(one, 'two');
  await expect.poll(() => pauses(other), HEARD).toHaveLength(1);
});

test('a Redis that hangs costs no request more than its budget, and soon nothing', async () => {
  const { redis, one } = await startPair(', timeout_ms: 20');
  redis.freeze();
  for (let turn = 0; turn < 3; turn++) {
    expect((await ask(one, 'heimdall/auto', { 'x-heimdall-session': 'held' })).status).toBe(200);
  }
  await expect.poll(() => readiness(one), HEARD).toBe('degraded');
  redis.thaw();
  await expect.poll(() => readiness(one), { timeout: 15_000 }).toBe('ready');
});

test('settings say what is wrong with an address, and never show it', async () => {
  const host = await startHost({ yaml: 'shared_state: { url_env: NOT_SET }\n' });
  const { notices } = await host.ask<{ notices: string[] }>('app.info');
  expect(notices.join()).toContain('shared_state.url_env names NOT_SET');
  await expect(startHost({ yaml: 'shared_state: { url: "redis://:hunter2@far:6379" }\n' })).rejects.toThrow(
    /shared_state\.url \(line 1\): (?!.*hunter2).*password/,
  );
  await expect(startHost({ yaml: 'shared_state: {}\n' })).rejects.toThrow(/needs an address/);
});
