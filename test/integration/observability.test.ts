/** Metrics and traces of a whole host, as Prometheus and an OpenTelemetry collector get them. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { attributesOf, startOtlpReceiver } from '../fakes/otlp-receiver.ts';
import { startHost } from './host-harness.ts';

const BOTH = '[{ model: one, effort: null }, { model: two, effort: null }]';
const PROMPT = 'CANARY-PROMPT what is the capital of Australia?';

async function setUp(more = '', env: Record<string, string> = {}) {
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  const running = await startHost({
    env,
    yaml: `providers:
  lab: { base_url: "${upstream.baseUrl}", requires_key: false, models: [{ id: one }] }
  other: { base_url: "${upstream.baseUrl}", requires_key: false, models: [{ id: two }] }
router: { cheap_candidates: ${BOTH}, mid_candidates: ${BOTH}, hard_candidates: ${BOTH} }
simulator: never
catalog: { refresh_seconds: 0 }
${more}`,
  });
  const ask = async (model: string, stream: boolean, headers: Record<string, string> = {}) => {
    const response = await fetch(`${running.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: PROMPT }] }),
    });
    await response.text();
    return response;
  };
  const metrics = async () => (await fetch(`${running.url}/metrics`)).text();
  return { upstream, running, ask, metrics };
}

/** Samples by name with labels. Fails on a line that is not of the text format. */
function samples(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const types = new Set<string>();
  for (const line of text.trim().split('\n')) {
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram)$/.exec(line);
    if (type !== null) types.add(type[1] as string);
    if (line.startsWith('#')) continue;
    const sample = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$/.exec(line);
    if (sample === null) throw new Error(`not a sample: ${line}`);
    const [, name, labels = '', value] = sample as unknown as [string, string, string | undefined, string];
    const family = name.replace(/_(bucket|sum|count)$/, '');
    expect(types.has(name) || types.has(family), line).toBe(true);
    expect(found.has(name + labels), line).toBe(false);
    found.set(name + labels, Number(value));
  }
  return found;
}

/** The one sample that has this name and all these labels. */
function sample(all: Map<string, number>, name: string, ...labels: string[]): number | undefined {
  const keys = [...all.keys()].filter(
    (key) => key.split('{')[0] === name && labels.every((label) => key.includes(label)),
  );
  expect(keys.length, `${name} ${labels.join(' ')}`).toBeLessThan(2);
  return all.get(keys[0] ?? '');
}

test('GET /metrics has what happened, in the text format of Prometheus', async () => {
  const { upstream, running, ask, metrics } = await setUp();
  await ask('one', true, { 'x-heimdall-app': 'my "app"' });
  await ask('one', false);
  upstream.next({ kind: 'status', status: 400 });
  await ask('two', false);
  const response = await fetch(`${running.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  expect(text).not.toContain('CANARY');
  const all = samples(text);
  expect(sample(all, 'heimdall_decisions_total', 'model="one"', 'mode="explicit"', 'cache="miss"')).toBe(1);
  expect(sample(all, 'heimdall_decisions_total', 'model="one"', 'mode="explicit"', 'cache="hit"')).toBe(1);
  expect(sample(all, 'heimdall_requests_total', 'status="ok"', 'app="my \\"app\\""')).toBe(1);
  expect(sample(all, 'heimdall_requests_total', 'status="error"', 'error="provider_error"')).toBe(1);
  expect(sample(all, 'heimdall_attempts_total', 'provider="lab"', 'model="one"')).toBe(2);
  expect(sample(all, 'gen_ai_client_token_usage_sum', 'type="input"')).toBe(24);
  expect(sample(all, 'gen_ai_client_token_usage_sum', 'type="output"')).toBe(12);
  expect(sample(all, 'gen_ai_client_operation_time_to_first_chunk_count', 'request_model="one"')).toBe(1);
  expect(sample(all, 'heimdall_request_overhead_count')).toBe(3);
  expect(sample(all, 'heimdall_build_info', 'version="1.2.3"', 'artifact="tiny.1"')).toBe(1);
  expect(sample(all, 'process_memory_usage')).toBeGreaterThan(1e6);
  // The decision alone is a request, too, and no call.
  await fetch(`${running.url}/v1/route`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] }),
  });
  expect(sample(samples(await metrics()), 'heimdall_requests_total', 'status="decision-only"')).toBe(1);
});

test('the dashboard and its page name metrics and labels that are there', async () => {
  const { upstream, ask, metrics } = await setUp('response_cache: { enabled: true }\n');
  await ask('one', true);
  await ask('one', true);
  upstream.next({ kind: 'status', status: 400 });
  await ask('two', false);
  const text = await metrics();
  const names = new Set([...samples(text).keys()].map((key) => key.split('{')[0]));
  const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label));
  const dashboard = readFileSync('docs/grafana/heimdall.json', 'utf8');
  const page = readFileSync('docs/observability.md', 'utf8');
  const mentioned = [dashboard, page].flatMap(
    (source) => source.match(/\b(heimdall|gen_ai_client|process)_[a-z_]+\b/g) ?? [],
  );
  const missing = mentioned.filter((name) => !names.has(name) && !names.has(`${name}_bucket`));
  // Dollars need a priced model, which the servers of this test have not.
  expect([...new Set(missing)].sort()).toEqual(['heimdall_cost_usd_total', 'heimdall_saved_usd_total']);
  for (const [, list] of dashboard.matchAll(/ by \(([^)]*)\)/g)) {
    for (const label of (list as string).split(', ')) expect(labels).toContain(label);
  }
});

test('metrics can be switched off and on while it runs, and the endpoint is guarded as every other', async () => {
  const { running } = await setUp('observability: { metrics: false }\ngateway: { token_env: TOKEN }\n', {
    TOKEN: 'sesame-sesame-sesame',
  });
  const get = (token?: string) =>
    fetch(`${running.url}/metrics`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  expect((await get()).status).toBe(401);
  const off = await get('sesame-sesame-sesame');
  expect([off.status, await off.text()]).toEqual([404, expect.stringContaining('observability.metrics')]);
});

test('a collector gets a trace of every request and the metrics, without prompts', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const { upstream, running, ask } = await setUp(
    `observability: { otlp: { endpoint: "${receiver.url}/", headers_env: OTLP_HEADERS, interval_seconds: 1 } }
`,
    { OTLP_HEADERS: 'x-api-key=abc=def, x-tenant = me' },
  );
  const trace = 'a'.repeat(32);
  upstream.next({ kind: 'status', status: 503 }, { kind: 'answer' });
  const response = await ask('heimdall/auto', true, {
    traceparent: `00-${trace}-${'b'.repeat(16)}-01`,
    'x-heimdall-app': 'tests',
  });
  await ask('two', false, { traceparent: 'not a traceparent' });
  await expect.poll(() => receiver.metricNames.size, { timeout: 10_000 }).toBeGreaterThan(5);
  expect(receiver.metricNames).toContain('gen_ai.client.token.usage');
  await running.heimdall.stop();

  const ofCaller = receiver.spans.filter(({ traceId }) => traceId === trace);
  const root = ofCaller.find(({ parentSpanId }) => parentSpanId === 'b'.repeat(16));
  expect(root).toMatchObject({ name: 'heimdall.request', kind: 2 });
  expect(attributesOf(root as never)).toMatchObject({
    'heimdall.decision.id': response.headers.get('x-heimdall-decision-id'),
    'heimdall.app': 'tests',
    'http.response.status_code': 200,
  });
  const inside = ofCaller.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
  expect(inside.map(({ name, kind, status }) => [name, kind, status.code])).toEqual([
    ['heimdall.decide', 1, 0],
    [expect.stringMatching(/^chat (one|two)$/), 3, 2],
    [expect.stringMatching(/^chat (one|two)$/), 3, 0],
  ]);
  expect(attributesOf(inside[2] as never)).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': expect.stringMatching(/^(lab|other)$/),
    'gen_ai.response.model': expect.stringMatching(/^(one|two)$/),
    'gen_ai.usage.input_tokens': 12,
    'gen_ai.usage.output_tokens': 6,
  });
  for (const { startTimeUnixNano: start, endTimeUnixNano: end } of ofCaller) {
    expect(BigInt(end)).toBeGreaterThanOrEqual(BigInt(start));
    expect(BigInt(start)).toBeGreaterThanOrEqual(BigInt(root?.startTimeUnixNano ?? 0));
    expect(BigInt(end)).toBeLessThanOrEqual(BigInt(root?.endTimeUnixNano ?? 0));
  }
  // Its own trace where the caller's is none.
  expect(receiver.spans.filter(({ name }) => name === 'heimdall.request')).toHaveLength(2);
  expect(receiver.headers[0]).toMatchObject({ 'x-api-key': 'abc=def', 'x-tenant': 'me' });
  expect(receiver.bodies.join('')).not.toContain('CANARY');
}, 20_000);

test('a collector that is not there holds nothing up', async () => {
  const { running, ask } = await setUp(
    'observability: { otlp: { endpoint: "http://127.0.0.1:9", interval_seconds: 1 } }\n',
  );
  expect((await ask('one', false)).status).toBe(200);
  const started = Date.now();
  await running.heimdall.stop();
  expect(Date.now() - started).toBeLessThan(10_000);
});

test('GET /readyz says whether requests can be answered, and why not', async () => {
  const ready = await startHost();
  expect(await (await fetch(`${ready.url}/readyz`)).json()).toEqual({ status: 'ready', reasons: [] });
  const alone = await startHost({ yaml: 'simulator: never\nenable_auth: false\n' });
  const response = await fetch(`${alone.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: 'not_ready', reasons: [expect.stringContaining('No provider has a key')] },
  ]);
});
