/** Requests of two hosts in one real PostgreSQL. */
import { expect, onTestFinished, test } from 'vitest';
import { monthOf } from '../../src/host/postgres/prepare-schema.ts';
import { readPages } from '../docs/markdown-pages.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { PostgresServer } from '../helpers/postgres-server.ts';
import { type Running, startHost } from './host-harness.ts';

const SOON = { timeout: 20_000, interval: 50 };

interface Row {
  readonly id: string;
  readonly created_at: Date;
  readonly host: string;
  readonly app: string | null;
  readonly status: string;
  readonly served_model: string | null;
  readonly input_tokens: number | null;
  readonly guardrails: readonly string[];
  readonly explored: boolean | null;
  readonly prompt: string | null;
  readonly prompt_sha256: string | null;
  readonly decision: { readonly id: string } | null;
}

async function startWith(server: PostgresServer, more: string, storage = ''): Promise<Running> {
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  return startHost({
    env: { HEIMDALL_POSTGRES: server.url },
    yaml: `storage: { ${storage} postgres: { url_env: HEIMDALL_POSTGRES${more} } }
providers:
  lab: { base_url: "${upstream.baseUrl}", requires_key: false, models: [{ id: one }] }
simulator: never
router: { cheap_candidates: [{ model: one }], mid_candidates: [{ model: one }], hard_candidates: [{ model: one }] }
catalog: { refresh_seconds: 0 }
`,
  });
}

async function chat(host: Running, text: string, app = 'tests'): Promise<void> {
  const response = await host.chat(text, { 'x-heimdall-app': app });
  await response.text();
  expect(response.status).toBe(200);
}

/** What the pages show of SQL. */
const questions = readPages().flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'sql'));

const rows = (server: PostgresServer) => server.query<Row>('SELECT * FROM heimdall.requests ORDER BY created_at, id');

async function readiness({ url }: Running): Promise<string> {
  return ((await (await fetch(`${url}/readyz`)).json()) as { status: string }).status;
}

test('hosts write what apps asked into one table, under the prompt setting of each, and it outlives the server', async () => {
  const server = await PostgresServer.start();
  // Both find no schema, and make it in turn.
  const [one, other] = await Promise.all([
    startWith(server, ', host_name: one, records: true'),
    startWith(server, ', host_name: other', 'prompts: hashed,'),
  ]);
  // What PostgreSQL cannot hold as it is: the character 0, half a pair; and what only looks like it.
  const odd = `zero \u0000, half \ud800, quoted \\u0000, whole 😀`;
  await chat(one, odd);
  await chat(other, 'not to be seen', 'elsewhere');
  await expect.poll(async () => (await rows(server).catch(() => [])).length, SOON).toBe(2);
  const [first, second] = await rows(server);
  const { records } = await one.ask<{ records: { decision: { id: string; created_ms: number } }[] }>('decisions.page', {
    limit: 1,
  });
  expect(first).toMatchObject({
    id: records[0]?.decision.id,
    host: 'one',
    app: 'tests',
    status: 'ok',
    served_model: 'one',
    input_tokens: 12,
    explored: false,
    prompt: 'zero \ufffd, half \ufffd, quoted \\u0000, whole 😀',
    prompt_sha256: null,
    decision: { id: records[0]?.decision.id },
  });
  expect(first?.created_at.getTime()).toBe(records[0]?.decision.created_ms);
  expect(first?.guardrails).toEqual(expect.any(Array));
  expect(second).toMatchObject({ host: 'other', app: 'elsewhere', prompt: null, decision: null });
  expect(second?.prompt_sha256).toMatch(/^[0-9a-f]{64}$/);

  await server.stop();
  for (let turn = 0; turn < 3; turn++) await chat(one, `while it is away ${turn}`);
  await expect.poll(() => readiness(one), SOON).toBe('degraded');
  expect((await one.ask<{ notices: string[] }>('app.info')).notices.join()).toContain('storage.postgres');
  await server.start();
  await expect.poll(async () => (await rows(server)).length, SOON).toBe(5);
  await expect.poll(() => readiness(one), SOON).toBe('ready');
  expect(questions.length).toBeGreaterThan(0);
  for (const { text } of questions) await server.query(text);
  const warnings = one.logger.lines.filter(({ level, message }) => level === 'warn' && message.includes('PostgreSQL'));
  expect(warnings).toHaveLength(1);
  expect(JSON.stringify([one.logger.lines, other.logger.lines])).not.toContain(server.password);

  // What waits is written when the host stops.
  await chat(other, 'the last');
  await other.heimdall.stop();
  expect(await rows(server)).toHaveLength(6);
});

test('months are partitions, old ones are dropped, and a newer schema is left alone', async () => {
  const server = await PostgresServer.start();
  const host = await startWith(server, ', max_age_days: 31');
  await chat(host, 'hello');
  const tables = async () =>
    (
      await server.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relname LIKE 'requests\\_2%' AND relkind = 'r' ORDER BY 1",
      )
    ).map(({ name }) => name);
  const now = `requests_${monthOf(Date.now()).replace('-', '_')}`;
  await expect.poll(tables, SOON).toEqual([now]);
  await host.heimdall.stop();
  // As an earlier Heimdall left it.
  await server.query('ALTER TABLE heimdall.requests DROP COLUMN explored');
  await server.query('DELETE FROM heimdall.schema_version WHERE version > 1');
  await server.query(
    "CREATE TABLE heimdall.requests_2020_01 PARTITION OF heimdall.requests FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
  );
  const again = await startWith(server, ', max_age_days: 31');
  await chat(again, 'hello again');
  await expect.poll(tables, SOON).toEqual([now]);
  await again.heimdall.stop();
  expect((await rows(server)).map(({ explored }) => explored)).toEqual([null, false]);

  await server.query('INSERT INTO heimdall.schema_version VALUES (99)');
  const behind = await startWith(server, '');
  await chat(behind, 'not written');
  await expect.poll(() => readiness(behind), SOON).toBe('degraded');
  expect(await rows(server)).toHaveLength(2);
});
