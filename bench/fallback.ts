/**
 * `npm run bench:fallback`: time to the first byte of a streamed answer when Anthropic answers 429 and somebody else takes
 * over, beside the same without a failure. What is measured and how is in bench/README.md. JSON goes alone to stdout with
 * --json.
 */
import { parseArgs } from 'node:util';
import { FakeAnthropicUpstream } from '../test/fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../test/fakes/decision.ts';
import { startGateway, systemClock, testProvider } from '../test/fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../test/fakes/openai-upstream.ts';
import { MACHINE } from './machine.ts';
import { summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, requests: { type: 'string', default: '500' } },
});

/** Longer than any pause, so that Anthropic is asked every time. */
const PAUSE_MS = 400_000;
const WARM_UP = 50;

async function main(): Promise<void> {
  const anthropic = await new FakeAnthropicUpstream().start();
  const openai = await new FakeOpenAiUpstream().start();
  let ahead = 0;
  const clock = { now: () => systemClock.now() + ahead, monotonicMs: () => systemClock.monotonicMs() + ahead };
  const harness = await startGateway({}, { clock });
  harness.providers.set('anthropic', testProvider('anthropic', anthropic.baseUrl, 'key', 'anthropic'));
  harness.providers.set('openai', testProvider('openai', openai.baseUrl));
  const [claude, gpt] = [fakeCandidate('claude-test', 'anthropic'), fakeCandidate('gpt-test', 'openai')];
  const body = { model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }], stream: true };

  /** Milliseconds to the first byte of an answer, after a 429 of Anthropic or without one. */
  async function firstByteMs(limited: boolean): Promise<number> {
    ahead += PAUSE_MS;
    if (limited) anthropic.next({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    harness.router.candidates = limited ? [claude, gpt] : [gpt];
    const started = performance.now();
    const response = await harness.chat(body);
    const reader = response.body?.getReader();
    await reader?.read();
    const ms = performance.now() - started;
    const served = response.headers.get('x-heimdall-model');
    const attempts = response.headers.get('x-heimdall-attempts');
    if (served !== 'gpt-test' || attempts !== (limited ? '2' : '1')) throw new Error(`${served} after ${attempts}`);
    while (reader !== undefined && !(await reader.read()).done);
    return ms;
  }

  const samples = { plain: [] as number[], fallback: [] as number[] };
  for (let index = -WARM_UP; index < Number(flags.requests); index++) {
    const plain = await firstByteMs(false);
    const fallback = await firstByteMs(true);
    for (const upstream of [anthropic, openai]) upstream.requests.length = 0;
    if (index < 0) continue;
    samples.plain.push(plain);
    samples.fallback.push(fallback);
  }
  await harness.gateway.close(0);
  for (const upstream of [anthropic, openai]) await upstream.stop();

  const result = {
    requests: samples.plain.length,
    plain_ms: summarize(samples.plain),
    fallback_ms: summarize(samples.fallback),
    machine: MACHINE,
  };
  if (flags.json) {
    console.log(JSON.stringify(result));
    return;
  }
  console.log(`first byte of a stream over localhost, ${result.requests} requests each, one after the other`);
  for (const [what, { p50, p99 }] of [
    ['no failure', result.plain_ms],
    ['429 of Anthropic, then another', result.fallback_ms],
  ] as const) {
    console.log(`${what.padEnd(32)} p50 ${p50} ms   p99 ${p99} ms`);
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
