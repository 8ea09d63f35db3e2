/** Settings that the console writes, and the self-test of the endpoint: a whole host, real files, real sockets. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { startHost } from './host-harness.ts';

type Values = ConsoleOutput<'settings.get'>;
type Report = ConsoleOutput<'endpoint.check'>;

const YAML = `# mine
storage:
  max_age_days: 30   # a month
router: { alpha: 0.5 }
`;

describe('settings.set', () => {
  test('writes the named values into the file, comments kept, and they are in force for the next request', async () => {
    const host = await startHost({ yaml: YAML });
    expect(await host.ask<Values>('settings.get')).toMatchObject({ prompts: 'full', max_age_days: 30, bodies: true });
    const changed = await host.ask<Values>('settings.set', { prompts: 'off', max_age_days: 7 });
    expect(changed).toMatchObject({ prompts: 'off', max_age_days: 7, max_decisions: 100_000 });
    const text = readFileSync(join(host.folder, 'heimdall.yaml'), 'utf8');
    expect(text).toContain('# mine');
    expect(text).toMatch(/max_age_days: 7 +# a month/);
    expect(text).toContain('prompts: off');
    expect(text).not.toContain('max_decisions');
    await host.chat('a secret of the house');
    const { records } = await host.ask<{ records: { prompt_preview: string | null }[] }>('decisions.page', {});
    expect(records.at(-1)?.prompt_preview).toBeNull();
  });

  test('leaves the file alone when nothing changes, and refuses what is no setting or not allowed', async () => {
    const host = await startHost({ yaml: YAML });
    await host.ask('settings.set', { max_age_days: 30 });
    expect(readFileSync(join(host.folder, 'heimdall.yaml'), 'utf8')).toBe(YAML);
    for (const input of [{ max_age_days: 0 }, { prompts: 'some' }, { simulator: 'never' }]) {
      const response = await host.post('settings.set', input);
      expect(await response.json()).toMatchObject({ ok: false, error: { code: 'request_invalid' } });
    }
    expect(readFileSync(join(host.folder, 'heimdall.yaml'), 'utf8')).toBe(YAML);
  });

  test('does not touch a file with a mistake, which is named', async () => {
    const host = await startHost({ yaml: YAML });
    const broken = YAML.replace('0.5', '2');
    writeFileSync(join(host.folder, 'heimdall.yaml'), broken);
    const response = await host.post('settings.set', { max_age_days: 7 });
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe('config_invalid');
    expect(error.message).toMatch(/router\.alpha \(line 4\) is 2/);
    expect(readFileSync(join(host.folder, 'heimdall.yaml'), 'utf8')).toBe(broken);
    expect((await host.ask<Values>('settings.get')).max_age_days).toBe(30);
  });
});

describe('endpoint.check', () => {
  test('asks the endpoint as an app would, and records nothing', async () => {
    const host = await startHost();
    const report = await host.ask<Report>('endpoint.check');
    expect(report.checks.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['endpoint.port', 'ok'],
      ['endpoint.health', 'ok'],
      ['endpoint.models', 'ok'],
    ]);
    expect(report.ok).toBe(true);
    expect(report.checks[2]?.detail).toMatch(/\d+ models/);
    expect((await host.ask<{ total: number }>('decisions.page', {})).total).toBe(0);
  });

  test('brings the access token where one is required', async () => {
    const env = { HEIMDALL_TOKEN: 'a-token-of-the-test' };
    const host = await startHost({ yaml: 'gateway: { token_env: HEIMDALL_TOKEN }\n', env });
    const report = await host.askIpc<Report>('endpoint.check');
    expect(report.ok).toBe(true);
    expect(report.checks[2]?.detail).toMatch(/\d+ models/);
  });

  test('says who has the port, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const host = await startHost({ port });
    const report = await host.askIpc<Report>('endpoint.check');
    expect(report.ok).toBe(false);
    const [first, ...others] = report.checks;
    expect(first).toMatchObject({ id: 'endpoint.port', verdict: 'failed' });
    expect(first?.detail).toContain(String(port));
    expect(first?.fix).toMatch(/another port/);
    expect(others.every(({ verdict }) => verdict === 'skipped')).toBe(true);
  });
});

test('enable_observability: false stops the recording on save, is said, and its end begins it again', async () => {
  const host = await startHost();
  const file = join(host.folder, 'heimdall.yaml');
  const count = async () => (await host.ask<{ records: unknown[] }>('decisions.page', {})).records.length;
  const notices = async () => (await host.ask<ConsoleOutput<'app.info'>>('app.info')).notices ?? [];
  await (await host.chat('one')).text();
  expect(await count()).toBe(1);
  writeFileSync(file, 'enable_observability: false\n');
  await expect.poll(notices, { timeout: 5_000 }).toContainEqual(expect.stringContaining('Nothing is recorded'));
  const answer = await host.chat('two');
  expect([answer.status, (await answer.text()).length > 0]).toEqual([200, true]);
  expect(await count()).toBe(1);
  writeFileSync(file, 'enable_observability: true\n');
  await expect.poll(notices, { timeout: 5_000 }).toEqual([]);
  await (await host.chat('three')).text();
  expect(await count()).toBe(2);
});
