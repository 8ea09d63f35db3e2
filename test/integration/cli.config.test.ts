/** `heimdall config` as users run it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltPackage, buildPackage, ended } from '../helpers/built-package.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { writeTinyArtifact } from './host-harness.ts';

let built: BuiltPackage;

beforeAll(() => {
  built = buildPackage();
  writeTinyArtifact(join(built.root, 'artifacts'));
}, 60_000);
afterAll(() => built.remove());

function makeHome(yaml?: string) {
  const home = temporaryFolder();
  const file = join(home, 'data', 'heimdall.yaml');
  mkdirSync(join(home, 'data'));
  if (yaml !== undefined) writeFileSync(file, yaml);
  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    ended(built.start(['config', ...args], home, env));
  return { home, file, run };
}

describe('config check', () => {
  test('names every mistake with line, key and fix, for people and as JSON, and exits with 2', async () => {
    const { file, run } = makeHome('router:\n  alpha: 2\n  beta: 1\n');
    const { code, stdout } = await run(['check']);
    expect(code).toBe(2);
    expect(stdout).toContain(`${file}: 2 problems`);
    expect(stdout).toContain('router.alpha (line 2) is 2: ');
    expect(stdout).toContain('Set it to a number from 0 to 1.');
    const report = JSON.parse((await run(['check', '--json'])).stdout);
    expect(report).toMatchObject({
      ok: false,
      file,
      problems: [{ key: 'router.alpha', line: 2 }, { key: 'router.beta' }],
    });
    // Another file is checked for itself, whatever is in force.
    writeFileSync(`${file}.other`, 'cache_ttl: 5\n');
    const other = await run(['check', `${file}.other`], { HEIMDALL_ROUTER__ALPHA: '9' });
    expect([other.code, other.stdout]).toEqual([0, `${file}.other: in order\n`]);
    expect((await run(['check', `${file}.gone`])).code).toBe(2);
  });

  test('checks the environment, too', async () => {
    const { run } = makeHome();
    expect(await run(['check'])).toMatchObject({ code: 0, stdout: 'no heimdall.yaml: in order\n' });
    const { code, stdout } = await run(['check'], { HEIMDALL_GATEWAY__PORT: 'http' });
    expect(code).toBe(2);
    expect(stdout).toContain('gateway.port (HEIMDALL_GATEWAY__PORT) is "http"');
  });
});

test('config show says where each value is from', async () => {
  const { file, run } = makeHome('router:\n  alpha: 0.4\n');
  const env = { HEIMDALL_APPS: '{ batch: Economy }', HEIMDALL_GATEWAY__PORT: '5' };
  expect(JSON.parse((await run(['show', '--json'], env)).stdout)).toEqual([
    { key: 'router.alpha', value: 0.4, from: 'file', where: `${file}:2` },
    { key: 'apps.batch', value: 'Economy', from: 'environment', where: 'HEIMDALL_APPS' },
    { key: 'gateway.port', value: 5, from: 'environment', where: 'HEIMDALL_GATEWAY__PORT' },
  ]);
  expect((await run(['show', '--all'], env)).stdout).toMatch(/^router\.top_p +3 +default$/m);
});

describe('config import', () => {
  const fixture = (name: string) => join(import.meta.dirname, '../fixtures/config-import', name);

  test('prints settings that are in order and no key; what is left out goes to standard error', async () => {
    const { file, run } = makeHome();
    const { code, stdout, stderr } = await run(['import', fixture('litellm.yaml')]);
    expect(code).toBe(0);
    expect(stderr).toContain('HEIMDALL_TOKEN: the value of general_settings.master_key there');
    expect(stderr).toContain('model_list[8] (azure-gpt): azure is called in a way of its own');
    expect(stdout + stderr).not.toContain('CANARY');
    writeFileSync(file, stdout);
    expect(await run(['check'])).toMatchObject({ code: 0 });
  });

  test('writes them where there are none, and the router chooses among what was imported', async () => {
    const { home, file, run } = makeHome();
    const args = ['import', fixture('claude-code-router.json'), '--write'];
    expect(await run(args)).toMatchObject({ code: 0, stdout: `${file}\n` });
    const written = readFileSync(file, 'utf8');
    const routed = await ended(
      built.start(['route', '--json', 'hi there'], home, { DEEPSEEK_API_KEY: 'sk-of-a-test' }),
    );
    const chosen = JSON.parse(routed.stdout) as { bucket: string; model: string };
    expect(['ollama/qwen2.5-coder:latest', 'deepseek/deepseek-chat', 'deepseek/deepseek-reasoner']).toContain(
      chosen.model,
    );
    expect(await run(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('was left alone') });
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  test('says what it does not know', async () => {
    const { file, run } = makeHome('gateway: { port: 1 }\n');
    const { code, stderr } = await run(['import', file]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no router that is known: LiteLLM has a model_list')]);
    expect((await run(['import', '/nowhere.yaml'])).stderr).toContain('/nowhere.yaml is not there.');
  });
});

test('config schema prints the schema of the repository', async () => {
  const { stdout } = await makeHome().run(['schema']);
  expect(stdout).toBe(readFileSync(join(import.meta.dirname, '../../schema/heimdall.schema.json'), 'utf8'));
});

test('config init writes a file once', async () => {
  const { file, run } = makeHome();
  expect(await run(['init'])).toMatchObject({ code: 0, stdout: `${file}\n` });
  const text = readFileSync(file, 'utf8');
  expect(text.split('\n')[0]).toMatch(/^# yaml-language-server: \$schema=.*schema\/heimdall\.schema\.json$/);
  expect(await run(['check'])).toMatchObject({ code: 0 });
  const again = await run(['init']);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already and was left alone') });
  expect(readFileSync(file, 'utf8')).toBe(text);
});
