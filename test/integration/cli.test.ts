import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Window } from 'happy-dom';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { decisionSchema } from '../../src/shared/decision.ts';
import { modelEvidenceSchema } from '../../src/shared/model-evidence.ts';
import { startJsonServer } from '../fakes/json-server.ts';
import { unusedPort } from '../fakes/scripted-upstream.ts';
import { type BuiltPackage, buildPackage, ended } from '../helpers/built-package.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { writeRenderer, writeTinyArtifact } from './host-harness.ts';

let built: BuiltPackage;
let root: string;

beforeAll(() => {
  built = buildPackage();
  root = built.root;
  writeTinyArtifact(join(root, 'artifacts'));
  writeRenderer(join(root, 'out', 'renderer'));
}, 60_000);
afterAll(() => built.remove());

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return built.start(args, temporaryFolder(), env);
}

const run = (args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) =>
  ended(start(args, options.env), options.input);

describe('heimdall', () => {
  test('prints version and help that teaches', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+\n$/), stderr: '' });
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    for (const text of ['serve', 'route', 'embed', 'features', 'OPENAI_BASE_URL', 'HEIMDALL_HOME']) {
      expect(help.stdout).toContain(text);
    }
    expect((await run(['route', '--help'])).stdout).toContain('git diff | heimdall route -');
    expect((await run(['help', 'serve'])).stdout).toContain('--port');
  });

  test.each([
    [['nonsense'], 'unknown command'],
    [['route'], 'missing required argument'],
    [['route', '--alpha', '2', 'x'], 'from 0 to 1'],
    [['route', '--alpha', '', 'x'], 'from 0 to 1'],
    [['serve', '--port', '70000'], '0 to 65535'],
    [['embed', '--embedder', 'best', 'x'], 'static, minilm'],
    [['route', '--colour', 'x'], 'unknown option'],
  ])('%j is a usage error', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test.each([
    [['route', ''], /prompt is empty/],
    [['route', '--model', 'no/such', 'hi'], /Model "no\/such" is not known/],
    [['embed', '--embedder', 'minilm', 'hi'], /no MiniLM model/],
    [['route', '--config', 'CONFIG', 'hi'], /router\.alpha \(line 2\) is 9/],
    [['serve', '--config', 'CONFIG'], /router\.alpha \(line 2\) is 9/],
  ])('%j fails with one clear line', async (args, message) => {
    const config = join(temporaryFolder(), 'bad.yaml');
    writeFileSync(config, 'router:\n  alpha: 9\n');
    const { code, stdout, stderr } = await run(args.map((word) => (word === 'CONFIG' ? config : word)));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^heimdall: /);
  });
});

describe('heimdall route', () => {
  test('prints a decision as JSON alone', async () => {
    const { code, stdout, stderr } = await run(['route', '--json', '--alpha', '0.25', 'prove the theorem']);
    expect([code, stderr]).toEqual([0, '']);
    const decision = decisionSchema.parse(JSON.parse(stdout));
    expect(decision).toMatchObject({ alpha: 0.25, mode: 'auto', provider: 'simulator' });
  });

  test('takes the prompt from standard input, and a model', async () => {
    const { stdout } = await run(['route', '--json', '--model', 'heimdall/hard', '-'], { input: 'hello\n' });
    expect(JSON.parse(stdout)).toMatchObject({ mode: 'bucket', bucket: 'hard' });
  });

  test('explains itself to people', async () => {
    const { code, stdout } = await run(['route', 'hello']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/via simulator/);
    expect(stdout).toMatch(/Bucket cheap because/);
    expect(stdout).toMatch(/model +quality +cost +est\. +penalty +score/);
  });

  test('follows the configuration', async () => {
    const config = join(temporaryFolder(), 'heimdall.yaml');
    writeFileSync(config, 'router: { alpha: 0.05 }\n');
    const { stdout } = await run(['route', '--json', 'hello'], { env: { HEIMDALL_CONFIG: config } });
    expect(JSON.parse(stdout)).toMatchObject({ alpha: 0.05 });
  });
});

describe('heimdall test', () => {
  const passing = '  - name: proofs\n    request: {prompt: prove the theorem}\n    expect: {bucket: hard}\n';
  const failing =
    '  - name: "greet <all> & \'more\'"\n    request: {prompt: hello}\n    expect: {bucket_at_least: mid}\n';

  function tests(text: string): string {
    const path = join(temporaryFolder(), 'routing-tests.yaml');
    writeFileSync(path, `tests:\n${text}`);
    return path;
  }

  test('passes', async () => {
    const { code, stdout, stderr } = await run(['test', tests(passing)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok {4}proofs\n\n1 passed in /);
  });

  test('says what failed and what would change it, for people, programs and CI', async () => {
    const junit = join(temporaryFolder(), 'results.xml');
    const { code, stdout, stderr } = await run(['test', tests(passing + failing), '--junit', junit]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/FAIL {2}greet.*\n +bucket_at_least\n +- expected +at least mid\n +\+ got +cheap/);
    const needed = /would hold +thresholds\.cheap of at least (\S+)/.exec(stdout)?.[1];
    const document = new new Window().DOMParser().parseFromString(readFileSync(junit, 'utf8'), 'application/xml');
    expect(document.querySelector('parsererror')).toBeNull();
    expect(document.querySelector('testsuite')?.getAttribute('failures')).toBe('1');
    expect(document.querySelector('testcase:has(failure)')?.getAttribute('name')).toBe("greet <all> & 'more'");

    const json = await run(['test', '--json', tests(passing + failing)]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ passed: 1, failed: 1, results: [{}, { status: 'failed' }] });

    const config = join(temporaryFolder(), 'heimdall.yaml');
    writeFileSync(config, `router: { thresholds: { cheap: ${needed}, hard: 0.58 } }\n`);
    expect((await run(['test', tests(failing), '--config', config])).code).toBe(0);
  });

  test.each([
    ['  - name: one\n    expect: {bucket: hard}\n', [], /tests\.0\.request \(line 2\)/],
    ['  - name: [\n', [], /line 3, column 1/],
    [passing, ['--config', 'CONFIG'], /router\.alpha \(line 2\) is 9/],
    [null, [], /cannot be read: ENOENT/],
  ])('what cannot be read is no failed test: %j', async (text, more, message) => {
    const config = join(temporaryFolder(), 'bad.yaml');
    writeFileSync(config, 'router:\n  alpha: 9\n');
    const path = text === null ? join(temporaryFolder(), 'none.yaml') : tests(text);
    const args = ['test', path, ...more.map((word) => (word === 'CONFIG' ? config : word))];
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('heimdall export, capsule and import', () => {
  async function recorded(prompts: readonly string[]) {
    const home = temporaryFolder();
    const config = join(home, 'heimdall.yaml');
    writeFileSync(config, `gateway: { port: ${await unusedPort()} }\n`);
    const child = built.start(['serve', '--config', config], home);
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const { url } = JSON.parse(String(line)) as { url: string };
    const ids: string[] = [];
    for (const content of prompts) {
      const body = JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content }] });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
      await response.text();
      ids.push(response.headers.get('x-heimdall-decision-id') ?? '');
    }
    const stop = async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    };
    return { ids, options: ['--home', join(home, 'data'), '--config', config], stop };
  }

  test('what was recorded here comes back there, while Heimdall runs and after', async () => {
    const { ids, options, stop } = await recorded(['hello', 'prove the theorem', 'hello again']);
    const running = await run(['export', ...options]);
    expect(running).toMatchObject({ code: 0, stderr: '3 decisions\n' });
    const lines = running.stdout.trim().split('\n');
    expect(lines.map((each) => JSON.parse(each).decision.id)).toEqual([...ids].reverse());
    const capsule = await run(['capsule', ids[1] ?? '', '--embedding', ...options]);
    await stop();

    const csv = join(temporaryFolder(), 'out.csv');
    expect((await run(['export', '--csv', '--filter', 'bucket=hard', '--out', csv, ...options])).code).toBe(0);
    expect(readFileSync(csv, 'utf8').trim().split('\r\n')).toHaveLength(2);
    const limited = await run(['export', '--limit', '1', ...options]);
    expect(limited.stdout.trim().split('\n')).toEqual([lines[0]]);

    const folder = temporaryFolder();
    writeFileSync(join(folder, 'one.json'), capsule.stdout);
    writeFileSync(join(folder, 'all.jsonl'), running.stdout);
    const there = ['--home', temporaryFolder()];
    const one = await run(['import', join(folder, 'one.json'), ...there]);
    expect(one).toMatchObject({ code: 0, stderr: '1 imported, 0 there already, 0 refused\n' });
    expect(one.stdout).toMatch(/verified {6}trees: raw scores from \d+ features/);
    const all = await run(['import', '--json', join(folder, 'all.jsonl'), ...there]);
    expect(all.stderr).toBe('2 imported, 1 there already, 0 refused\n');
    expect((await run(['export', ...there])).stdout.trim().split('\n').sort()).toEqual([...lines].sort());
  });

  test('says what is wrong', async () => {
    const home = ['--home', temporaryFolder()];
    const file = join(temporaryFolder(), 'no.jsonl');
    writeFileSync(file, '{"schema":"other"}\n');
    expect(await run(['import', file, ...home])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('a line: refused: It is no capsule: schema'),
      stderr: '0 imported, 0 there already, 1 refused\n',
    });
    expect((await run(['capsule', 'dec_none', ...home])).stderr).toMatch(
      /^heimdall: Decision dec_none is not in the log/,
    );
    expect((await run(['export', '--filter', 'colour=red', ...home])).code).toBe(2);
    expect((await run(['export', '--home', join(temporaryFolder(), 'none')])).stderr).toMatch(/no data folder/);
  });
});

describe('heimdall embed and features', () => {
  test('prints the vector', async () => {
    const { stdout } = await run(['embed', '--json', 'hello']);
    const { embedder, dim, vector } = JSON.parse(stdout) as { embedder: string; dim: number; vector: number[] };
    expect([embedder, dim, vector.length]).toEqual(['static-384', 384, 384]);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect((await run(['embed', '-'], { input: 'hello' })).stdout).toMatch(/^static-384, 384 numbers: /);
  });

  test('writes a matrix of features', async () => {
    const folder = temporaryFolder();
    const rows = ['{"prompt":"hello"}', '{"prompt":"prove the theorem","id":2}', ''].join('\n');
    writeFileSync(join(folder, 'in.jsonl.gz'), gzipSync(rows));
    const output = join(folder, 'out.f32');
    const { code, stdout } = await run([
      'features',
      '--artifact',
      join(root, 'artifacts'),
      '--input',
      join(folder, 'in.jsonl.gz'),
      '--output',
      output,
    ]);
    expect(code).toBe(0);
    const {
      rows: count,
      columns,
      features,
    } = JSON.parse(stdout) as { rows: number; columns: number; features: unknown[] };
    expect([count, features.length]).toEqual([2, columns]);
  });
});

describe('heimdall serve', () => {
  test('says one line of JSON, serves endpoint and console, and ends on a signal', async () => {
    const home = join(temporaryFolder(), 'deep', 'home');
    const child = start(['serve', '--port', '0', '--home', home]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    await expect.poll(() => stdout, { timeout: 15_000 }).toContain('\n');
    const ready = JSON.parse(stdout) as Record<string, string>;
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      console: `${ready.url}/console/`,
      openai_base_url: `${ready.url}/v1`,
      version: expect.any(String),
      home,
    });
    expect((await fetch(ready.console ?? '')).status).toBe(200);
    const models = (await (await fetch(`${ready.openai_base_url}/models`)).json()) as { data: { id: string }[] };
    expect(models.data.map(({ id }) => id)).toContain('heimdall/auto');
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({ msg: 'endpoint is listening', level: 'info' });
  });

  test('says so when the port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    onTestFinished(() => void blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const { code, stdout, stderr } = await run(['serve', '--port', String(port)], {
      env: { HEIMDALL_LOG_LEVEL: 'silent' },
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(String(port));
  });

  test('says where the other one is that runs on the folder', async () => {
    const home = temporaryFolder();
    const first = start(['serve', '--port', '0', '--home', home]);
    onTestFinished(() => void first.kill('SIGKILL'));
    const [line] = (await once(first.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const { url } = JSON.parse(String(line)) as { url: string };
    const second = await run(['serve', '--port', new URL(url).port, '--home', home]);
    expect([second.code, second.stdout]).toEqual([1, '']);
    expect(second.stderr).toContain(`A Heimdall runs on ${home} already, at ${url}.`);
  });

  test('finds the artifact from the folder it was built into, wherever it is started', async () => {
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere, { recursive: true });
    const output = execFileSync(process.execPath, [built.program, 'route', '--json', 'hello'], {
      cwd: elsewhere,
      env: { HOME: elsewhere },
    });
    expect(JSON.parse(String(output))).toMatchObject({ artifact_version: 'tiny.1' });
  });
});

describe('heimdall doctor', () => {
  test('tests a temporary endpoint when none runs, and prints what it saw', async () => {
    const config = join(temporaryFolder(), 'heimdall.yaml');
    writeFileSync(config, `gateway: { port: ${await unusedPort()} }\n`);
    const { code, stdout, stderr } = await run(['doctor', '--config', config]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/✓ a temporary endpoint starts +http:\/\/127\.0\.0\.1:\d+, because nothing listens on port/);
    expect(stdout).toMatch(/Anthropic\n {2}✓ a whole message/);
    expect(stdout).toMatch(/✓ embeddings, made on this machine +384 numbers each/);
    // Its endpoint has no access token.
    expect(stdout).toMatch(/\d\d passed, 0 failed, 1 skipped\./);
  });

  test('prints the report as JSON alone, and ends badly when something failed', async () => {
    const config = join(temporaryFolder(), 'heimdall.yaml');
    writeFileSync(config, 'router: { alpha: 9 }\n');
    const { code, stdout } = await run(['doctor', '--json', '--start', '--config', config]);
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as { ok: boolean; findings: { id: string; verdict: string; fix: string }[] };
    expect(report.ok).toBe(false);
    const failed = report.findings.filter(({ verdict }) => verdict === 'failed');
    expect(failed).toMatchObject([{ id: 'machine.config', fix: expect.stringContaining('heimdall.yaml') }]);
  });

  test('says why and what to do', async () => {
    const { code, stdout } = await run(['doctor', '--url', `http://127.0.0.1:${await unusedPort()}/v1`]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ the endpoint answers, and is Heimdall\n +why {2}nobody answers.*\n +fix {2}Start it with/,
    );
    expect((await run(['doctor', '--url', 'localhost'])).stderr).toMatch(/is no URL/);
  });

  test('prints the lines that point each client here', async () => {
    const { code, stdout } = await run(['doctor', '--tools', '--url', 'http://127.0.0.1:5151']);
    expect(code).toBe(0);
    expect(stdout).toContain('# Claude Code\nexport ANTHROPIC_BASE_URL=http://127.0.0.1:5151\n');
    expect(stdout).toContain('base_url = "http://127.0.0.1:5151/v1"');
  });
});

describe('heimdall models', () => {
  test('lists the catalog and calls nobody, and shows one model with its prices', async () => {
    const list = await run(['models']);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toMatch(/^openai\/mid-one +128k +\$1 in, \$4 out +mid$/m);
    expect(list.stdout).toMatch(/^acme\/unpriced +32k +unpriced$/m);
    const one = await run(['models', 'mid-one']);
    expect(one.stdout).toContain('openai  as ');
    expect(one.stdout).toContain('$1 in, $4 out per million tokens');
    expect(await run(['models', 'no/such'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not known'),
    });
  });

  test('says where a number comes from', async () => {
    const text = await run(['models', '--why', 'mid-one', '--cluster', '1']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^openai\/mid-one at its default effort \(medium\)$/m);
    expect(text.stdout).toMatch(
      /code +exam\/code +Mid 1 +88 percent .* 2026-01-01 +acme\/scores@0123456789ab:table\.csv$/m,
    );
    expect(text.stdout).toMatch(/^ +1 +cluster 1 .*code 50 %, overall 50 %$/m);
    expect(text.stdout).not.toContain('cluster 2');
    expect(text.stdout).toMatch(/exam\/code +medium +990 tokens/);
    expect(text.stdout).toMatch(/taken +\$1 in +\$4 out +2026-01-02 +a-list/);
    const { stdout } = await run(['models', 'mid-one', '--why', '--json']);
    expect(modelEvidenceSchema.parse(JSON.parse(stdout)).clusters).toHaveLength(3);
  });

  test.each([
    [['--why'], 2, '--why needs a model'],
    [['--why', 'mid-one', '--cluster', 'x'], 2, 'the number of a cluster'],
    [['--why', 'mid-one', '--cluster', '7'], 1, 'There is no cluster 7; they are 0 to 2.'],
    [['--why', 'mid-one', '--effort', 'high'], 1, 'It has: medium, high.'],
    [['--why', 'tiny-a'], 1, 'No published score supports deepseek/tiny-a'],
  ])('%j explains what is wrong', async (args, code, message) => {
    expect(await run(['models', ...args])).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  test('reads the sources on --refresh, keeps what they said, and names those that fail', async () => {
    const ids = ['deepseek/tiny-a', 'qwen/tiny-b', 'openai/mid-one', 'acme/unpriced', 'newcomer/x'];
    const data = ids.map((id) => ({
      id,
      name: id,
      context_length: 9_000,
      pricing: { prompt: '-1', completion: '-1' },
    }));
    const lists = await startJsonServer({ '/api/v1/models': { data } });
    const home = temporaryFolder();
    const config = join(home, 'heimdall.yaml');
    const prices = `price_file: { url: '${lists.url}/none.json' }`;
    writeFileSync(config, `catalog: { base_url: '${lists.url}/api/v1', sources: { ${prices} } }`);
    const refreshed = await run(['models', '--refresh', '--json', '--home', home]);
    expect(refreshed.stderr).toMatch(/^heimdall: price_file: 127\.0\.0\.1:\d+ answered 404\.\n$/);
    const { catalog, models } = JSON.parse(refreshed.stdout);
    expect(catalog).toMatchObject({ origin: 'refreshed', diffs: [{ added: ['newcomer/x'] }] });
    expect(models.map(({ id }: { id: string }) => id)).toContain('newcomer/x');
    const kept = await run(['models', 'newcomer/x', '--json', '--home', home]);
    expect(JSON.parse(kept.stdout)).toMatchObject({ id: 'newcomer/x', price: null, context_tokens: 9_000 });
    expect(lists.seen).toHaveLength(2);
  });
});
