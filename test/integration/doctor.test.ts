/** The self-test against our endpoint, and against one with something wrong in front of it: it must find what. */
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Finding } from '../../src/host/doctor/finding.ts';
import {
  type DoctorOptions,
  type DoctorReport,
  type DoctorTarget,
  runDoctor,
} from '../../src/host/doctor/run-doctor.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Fault, FaultyProxy } from '../fakes/faulty-proxy.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { startHost, writeTinyArtifact } from './host-harness.ts';

let harness: Harness;
let proxy: FaultyProxy;
const openai = new FakeOpenAiUpstream();

beforeAll(async () => {
  await openai.start();
  harness = await startGateway();
  harness.providers.set('openai', testProvider('openai', openai.baseUrl));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
  proxy = await new FaultyProxy(harness.address.url).start();
});

afterAll(async () => {
  await proxy.stop();
  await harness.gateway.close(0);
  await openai.stop();
});

beforeEach(() => {
  proxy.fault = {};
  openai.reset();
});

interface Examined extends DoctorReport {
  readonly targets: readonly DoctorTarget[];
  failed(): Record<string, string>;
  find(id: string): Finding | undefined;
}

async function examine(changes: Partial<DoctorOptions> = {}): Promise<Examined> {
  const seen: Finding[] = [];
  const targets: DoctorTarget[] = [];
  const report = await runDoctor({
    dataFolder: temporaryFolder(),
    artifactFolder: writeTinyArtifact(join(temporaryFolder(), 'artifact')),
    env: {},
    version: '1.2.3',
    url: proxy.url,
    start: false,
    token: null,
    live: false,
    model: null,
    onFinding: (finding) => seen.push(finding),
    onTarget: (target) => targets.push(target),
    ...changes,
  });
  expect(report.findings).toEqual(seen);
  expect(report.ok).toBe(seen.every(({ verdict }) => verdict !== 'failed'));
  return {
    ...report,
    targets,
    failed: () =>
      Object.fromEntries(seen.filter(({ verdict }) => verdict === 'failed').map(({ id, detail }) => [id, detail])),
    find: (id) => seen.find((finding) => finding.id === id),
  };
}

describe('heimdall doctor', () => {
  it('finds nothing wrong with our endpoint, and calls no provider although there is one', async () => {
    const report = await examine();
    expect(report.failed()).toEqual({});
    expect(report.findings.filter(({ verdict }) => verdict === 'ok').length).toBeGreaterThan(35);
    expect(openai.requests).toEqual([]);
    const recorded = harness.recorder.started.map(({ app }) => app);
    expect(new Set(recorded)).toEqual(new Set(['heimdall-doctor']));
  });

  it('uses the access token as each client would, and says when it is wrong', async () => {
    harness.accessToken = 'secret-of-this-endpoint';
    onTestFinished(() => {
      harness.accessToken = null;
    });
    const report = await examine({ token: 'secret-of-this-endpoint' });
    expect(report.failed()).toEqual({});
    expect(report.find('errors.token')?.verdict).toBe('ok');
    const locked = await examine({ token: 'another' });
    expect(locked.failed()).toEqual({ 'endpoint.running': expect.stringMatching(/refuses the access token/) });
    expect(JSON.stringify(locked)).not.toContain('secret-of-this-endpoint');
  });

  it('starts a temporary endpoint of its own, with the simulator, and leaves nothing behind', async () => {
    const report = await examine({ url: null, start: true, env: { OPENAI_API_KEY: 'sk-not-to-be-used' } });
    expect(report.failed()).toEqual({});
    expect(report.temporary).toBe(true);
    expect(report.find('machine.keys')?.detail).toBe('openai (env OPENAI_API_KEY)');
    expect(JSON.stringify(report)).not.toContain('sk-not-to-be-used');
    await expect(fetch(report.url ?? '')).rejects.toThrow();
  });

  it('says what Heimdall itself says, where no model may be chosen', async () => {
    const { url } = await startHost({
      yaml: `providers: { lab: { base_url: ${openai.baseUrl}, requires_key: false, models: [{ id: lab/m }] } }\n`,
    });
    const report = await examine({ url });
    expect(report.find('chat.complete')).toMatchObject({
      detail: expect.stringMatching(/^status 422 instead of 200: No candidate can take this request: no key for/),
      fix: expect.stringContaining('no_eligible_model'),
    });
  });

  it('says which key is not sent, and what to do', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'heimdall.yaml'), 'providers: { openai: { base_url: https://llm.example/v1 } }\n');
    const report = await examine({ url: null, start: true, dataFolder: folder, env: { OPENAI_API_KEY: 'sk-mine' } });
    expect(report.failed()['machine.config']).toMatch(/^OPENAI_API_KEY is not sent to llm\.example/);
  });

  it('tests the endpoint of a running host, at a port that its settings do not name', async () => {
    const { url, folder } = await startHost();
    const report = await examine({ url: null, dataFolder: folder });
    expect(report.failed()).toEqual({});
    expect(report.url).toBe(url);
    expect(report.temporary).toBe(false);
  });
});

const sse = /^event: .*\n/gm;

/** What people's proxies do, what must fail then, and the reason it must name. */
const faults: readonly [name: string, fault: Fault, failed: Record<string, RegExp>][] = [
  [
    'drops the event: lines',
    { pieces: (piece) => piece.replace(sse, '') },
    {
      'responses.stream': /the event: line before "response.created" is null/,
      'anthropic.stream': /the event: line before "message_start" is null/,
      'anthropic.tools.stream': /event: line/,
      'responses.tools.stream': /event: line/,
    },
  ],
  [
    'loses [DONE]',
    { pieces: (piece) => piece.replace('data: [DONE]\n\n', '') },
    {
      'chat.stream': /the last frame is .* instead of "\[DONE\]"/,
      'chat.stream.usage': /\[DONE\]/,
      'chat.tools.stream': /\[DONE\]/,
    },
  ],
  [
    'buffers streams',
    { answer: () => {} },
    {
      'chat.stream': /came at once, so something buffers it/,
      'responses.stream': /buffers/,
      'anthropic.stream': /buffers/,
      'gemini.stream': /buffers/,
    },
  ],
  [
    'adds a comment to every stream',
    { pieces: (piece) => (piece.startsWith('data: {"candidates"') ? `: ping\n\n${piece}` : piece) },
    { 'gemini.stream': /has a comment/ },
  ],
  [
    'numbers nothing',
    { pieces: (piece) => piece.replace(/"sequence_number":\d+,?/g, '') },
    { 'responses.stream': /sequence_number of response.created is missing/, 'responses.tools.stream': /sequence/ },
  ],
  [
    'shows its own page for errors',
    {
      answer: (answer) => {
        if (answer.status !== 404) return;
        answer.body = '<html><h1>Not Found</h1></html>';
        answer.headers['content-type'] = 'text/html';
      },
    },
    { 'paths.unknown': /came with HTML/, 'errors.model': /came with HTML/ },
  ],
  [
    'drops our headers',
    {
      answer: ({ headers }) => {
        for (const name of Object.keys(headers)) if (name.startsWith('x-heimdall-')) delete headers[name];
      },
    },
    { 'chat.complete': /not marked as simulated/ },
  ],
  [
    'rewrites Host',
    {
      request: (headers) => {
        headers.host = new URL(harness.address.url).host;
      },
    },
    { 'guards.host': /the status for Host: rebound.example is 200 instead of 403/ },
  ],
  [
    'answers preflights itself',
    {
      answer: (answer) => {
        if (answer.status === 204) answer.headers['access-control-allow-headers'] = 'content-type, authorization';
      },
    },
    { 'cors.preflight': /what the preflight does not allow is "x-api-key, anthropic-version/ },
  ],
  [
    'closes every connection',
    {
      answer: ({ headers }) => {
        headers.connection = 'close';
      },
    },
    { 'connections.keep-alive': /needs a new connection/ },
  ],
  [
    'gives another usage',
    {
      answer: (answer) => {
        answer.body = answer.body.replace(/"total_tokens":\d+/, '"total_tokens":1');
      },
    },
    { 'chat.complete': /usage.total_tokens is 1 instead of/ },
  ],
  [
    'reorders the blocks of a message',
    { pieces: (piece) => piece.replace(/"index":0/g, '"index":1') },
    { 'anthropic.stream': /index of a block is 1 instead of 0/, 'anthropic.tools.stream': /index of/ },
  ],
];

describe('a proxy that', () => {
  it.each(faults)('%s', async (_name, fault, expected) => {
    proxy.fault = fault;
    const report = await examine();
    const failed = report.failed();
    for (const [id, reason] of Object.entries(expected))
      expect([id, failed[id]]).toEqual([id, expect.stringMatching(reason)]);
    // Buffering is what the test's own proxy does where it changes whole answers.
    const also =
      fault.answer === undefined ? [] : ['chat.stream', 'responses.stream', 'anthropic.stream', 'gemini.stream'];
    expect(Object.keys(failed).filter((id) => !(id in expected) && !also.includes(id))).toEqual([]);
    for (const id of Object.keys(failed)) expect(report.find(id)?.fix?.length).toBeGreaterThan(20);
    expect(openai.requests).toEqual([]);
  });

  it('lets real answers through is noticed at the first one, and nothing more is asked', async () => {
    proxy.fault = {
      request: (headers) => {
        headers['x-heimdall-simulate'] = undefined;
        delete headers['x-heimdall-simulate'];
      },
    };
    const report = await examine();
    expect(openai.requests).toHaveLength(1);
    expect(report.find('chat.complete')?.detail).toMatch(/not marked as simulated/);
    expect(report.find('gemini.complete')).toMatchObject({ verdict: 'skipped' });
    expect(report.ok).toBe(false);
  });
});

describe('heimdall doctor --live', () => {
  it('says what it will ask, and asks no more than that', async () => {
    const report = await examine({ live: true });
    const [target] = report.targets;
    expect(target).toMatchObject({ live: true, model: 'heimdall/cheap' });
    expect(openai.requests.length).toBe(target?.generations);
  });
});

describe('what is wrong with the machine', () => {
  it('names the key of the settings, the program on the port and the folder', async () => {
    const dataFolder = temporaryFolder();
    writeFileSync(join(dataFolder, 'heimdall.yaml'), 'router:\n  alpha: 9\n');
    const report = await examine({ dataFolder, url: null, start: true });
    expect(report.find('machine.config')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/router\.alpha \(line 2\) is 9/),
      fix: expect.stringContaining('heimdall.yaml'),
    });
  });

  it('names the program that has taken the port', async () => {
    const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const report = await examine({ url: `http://127.0.0.1:${port}` });
    const finding = report.find('endpoint.running');
    expect(finding?.detail).toMatch(/is taken by another program/);
    if (process.platform === 'linux') expect(finding?.detail).toContain(`process ${process.pid}`);
    expect(finding?.fix).toContain('gateway.port');
    expect(report.url).toBeNull();
  });

  it('says when nobody answers at the URL that was given', async () => {
    const report = await examine({ url: 'http://127.0.0.1:9' });
    expect(report.find('endpoint.running')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/nobody answers/),
      fix: expect.stringContaining('--start'),
    });
  });

  it('says when the data folder cannot be made', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const report = await examine({ dataFolder: join(file, 'data') });
    expect(report.find('machine.data')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('ENOTDIR'),
    });
  });

  it('does not use a key file that others can read', async () => {
    const dataFolder = temporaryFolder();
    writeFileSync(join(dataFolder, 'keys.json'), '{"openai": "sk-open-to-all"}');
    chmodSync(join(dataFolder, 'keys.json'), 0o644);
    const report = await examine({ dataFolder, start: true, url: null });
    expect(report.find('machine.config')?.detail).toMatch(/open to others/);
    expect(JSON.stringify(report)).not.toContain('sk-open-to-all');
  });

  it('says when the artifact was changed', async () => {
    const artifactFolder = writeTinyArtifact(join(temporaryFolder(), 'artifact'));
    writeFileSync(join(artifactFolder, 'catalog.json'), '{}');
    const report = await examine({ artifactFolder });
    expect(report.find('machine.artifact')).toMatchObject({ verdict: 'failed', fix: expect.stringMatching(/again/) });
  });
});
