/** A decision log of any length, made in SQLite itself: the facts of all decisions, and records for the newest of them. */
import type { Database } from 'libsql';
import { type Artifact, promptRequest } from '../../src/core/index.ts';
import { simulateOutcome } from '../../src/host/sample/simulate-outcome.ts';
import { factValues, INSERT_FACTS } from '../../src/host/storage/fact-columns.ts';
import { openDatabase } from '../../src/host/storage/open-database.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { DAY_MS } from '../../src/shared/durations.ts';
import { benchRouter } from '../bench-router.ts';

/** Decisions that all others are like, but for number, time and cache key. */
const TEMPLATES = 4_000;
/** Newest decisions that have a whole record; the others' is slim, because no query reads more than so many. */
const WHOLE = 5_000;
/** What an older record has: the times that the slowest decisions are shown with. */
const SLIM = {
  decision: JSON.stringify({ timings_us: { total: 60 } }),
  outcome: JSON.stringify({ attempts: [], overhead_ms: 1, total_ms: 900, served_model: 'any' }),
};
const BATCH = 250_000;
export const DAYS = 90;
const APPS = ['editor', 'chat', 'batch', 'mail', null];

/**
 * @param path Of a file that does not exist.
 * @param rows Decisions, evenly over the last 90 days.
 * @param nowMs Unix time of the newest.
 */
export async function fillLog(
  path: string,
  rows: number,
  nowMs: number,
  artifact: Artifact,
  prompts: readonly string[],
) {
  const templates = await makeTemplates(artifact, prompts);
  const { database } = openDatabase(path, nowMs);
  try {
    // Nobody needs what is lost when the benchmark is interrupted.
    database.pragma('synchronous = OFF');
    writeTemplates(database, templates);
    const stepMs = (DAYS * DAY_MS) / rows;
    for (let from = 1; from <= rows; from += BATCH)
      writeBatch(database, from, Math.min(rows, from + BATCH - 1), rows, nowMs, stepMs);
    database.exec('DROP TABLE templates; DROP TABLE template_records');
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** Real decisions about real prompts, with made-up outcomes that are priced. */
async function makeTemplates(artifact: Artifact, prompts: readonly string[]): Promise<DecisionRecord[]> {
  const router = benchRouter(artifact, false);
  const templates: DecisionRecord[] = [];
  for (let index = 0; index < TEMPLATES; index++) {
    const prompt = `${prompts[index % prompts.length]} ${index}`;
    const { decision } = await router.decide(promptRequest(prompt), {});
    const { final } = simulateOutcome(decision, index % 2 === 0, Math.random);
    const [choice] = decision.candidates;
    const outcome = { ...final, simulated: false, cost_usd: choice?.cost_usd ?? null };
    templates.push({
      seq: index + 1,
      decision,
      outcome,
      app: APPS[index % APPS.length] ?? null,
      dialect: 'openai-chat',
      prompt_preview: prompt.slice(0, 200),
      sample: false,
      replay_of: null,
    });
  }
  return templates;
}

function writeTemplates(database: Database, templates: readonly DecisionRecord[]): void {
  database.exec(`
    CREATE TABLE templates AS SELECT * FROM facts WHERE 0;
    CREATE UNIQUE INDEX templates_by_seq ON templates (seq);
    CREATE TABLE template_records (seq INTEGER PRIMARY KEY, decision TEXT, outcome TEXT);
  `);
  const insert = database.prepare(INSERT_FACTS.replace('INTO facts', 'INTO templates'));
  const record = database.prepare('INSERT INTO template_records VALUES (?, ?, ?)');
  database.transaction(() => {
    for (const template of templates) {
      insert.run(factValues(template));
      record.run([template.seq, JSON.stringify(template.decision), JSON.stringify(template.outcome)]);
    }
  })();
}

function writeBatch(database: Database, from: number, to: number, rows: number, nowMs: number, stepMs: number): void {
  const columns = (database.prepare('PRAGMA table_info(facts)').all() as { name: string }[]).map(({ name }) => name);
  const own: Readonly<Record<string, string>> = {
    seq: 'n',
    id: "'dec_' || n",
    created_ms: `CAST(${nowMs} - (${rows} - n) * ${stepMs} AS INTEGER)`,
    // A fifth of all requests were asked before.
    cache_key: `coalesce(cache_key, '') || CASE WHEN n % 5 = 0 THEN '' ELSE n END`,
  };
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${to})`;
  const template = `1 + (n * 2654435761) % ${TEMPLATES}`;
  database.transaction(() => {
    database.exec(`
      INSERT INTO decisions (seq, id, created_ms, sample, app, dialect, prompt_preview, prompt_text, decision, outcome)
      ${numbers} SELECT n, ${own.id}, ${own.created_ms}, 0, NULL, 'openai-chat', NULL, NULL,
        CASE WHEN n > ${rows - WHOLE} THEN (SELECT json_set(decision, '$.id', 'dec_' || n) FROM template_records WHERE seq = ${template}) ELSE '${SLIM.decision}' END,
        CASE WHEN n > ${rows - WHOLE} THEN (SELECT outcome FROM template_records WHERE seq = ${template}) ELSE '${SLIM.outcome}' END
      FROM numbers;
      INSERT INTO facts (${columns.join(', ')})
      ${numbers} SELECT ${columns.map((name) => own[name] ?? `templates.${name}`).join(', ')}
      FROM numbers CROSS JOIN templates ON templates.seq = ${template};
    `);
  })();
}
