/**
 * The narrow twin of a record: what filters, searches and charts ask for, in columns. A record is some 8 KB of JSON; its
 * facts are 200 bytes, so a million of them are looked through in a fraction of a second.
 */
import type { DecisionRecord, Outcome } from '../../shared/decision.ts';
import { bucketOf } from '../metrics/log-histogram.ts';

type Value = string | number | null;

/** What the column `sample` holds: 0 for what apps asked, and these. Only 0 counts as traffic. */
export const ORIGIN_SAMPLE = 1;
export const ORIGIN_IMPORTED = 2;

export function originOf({ sample, imported }: Pick<DecisionRecord, 'sample' | 'imported'>): number {
  return imported ? ORIGIN_IMPORTED : sample ? ORIGIN_SAMPLE : 0;
}

/** Columns that are known with the decision. */
const DECISION_COLUMNS = {
  created_ms: 'INTEGER NOT NULL',
  sample: 'INTEGER NOT NULL',
  replay: 'INTEGER NOT NULL',
  app: 'TEXT',
  dialect: 'TEXT NOT NULL',
  mode: 'TEXT NOT NULL',
  requested: 'TEXT NOT NULL',
  bucket: 'TEXT NOT NULL',
  cache: 'TEXT NOT NULL',
  /** Nearest cluster. */
  cluster: 'INTEGER',
  margin: 'REAL',
  p: 'REAL NOT NULL',
  alpha: 'REAL NOT NULL',
  entropy: 'REAL NOT NULL',
  context_ratio: 'REAL NOT NULL',
  code: 'INTEGER NOT NULL',
  math: 'INTEGER NOT NULL',
  images: 'INTEGER NOT NULL',
  tools: 'INTEGER NOT NULL',
  json: 'INTEGER NOT NULL',
  request_tokens: 'INTEGER NOT NULL',
  /** Predicted quality of the choice, and the best candidate with its own. */
  quality: 'REAL',
  best_model: 'TEXT',
  best_quality: 'REAL',
  map_x: 'REAL NOT NULL',
  map_y: 'REAL NOT NULL',
  preview: 'TEXT',
} as const;

/** Columns that an outcome changes. A `_bin` is the bucket of the duration beside it (log-histogram.ts). */
const OUTCOME_COLUMNS = {
  status: 'TEXT NOT NULL',
  error: 'TEXT',
  http_status: 'INTEGER',
  /** What answered, else what was chosen. */
  model: 'TEXT NOT NULL',
  provider: 'TEXT',
  simulated: 'INTEGER NOT NULL',
  streamed: 'INTEGER NOT NULL',
  fallbacks: 'INTEGER NOT NULL',
  input_tokens: 'INTEGER',
  output_tokens: 'INTEGER',
  cost_usd: 'REAL',
  ttft_ms: 'REAL',
  overhead_ms: 'REAL',
  overhead_bin: 'INTEGER',
  upstream_ms: 'REAL',
  upstream_bin: 'INTEGER',
  total_ms: 'REAL',
  total_bin: 'INTEGER',
} as const;

/** Outcome columns that a later migration added; empty in rows that were written before it. */
const ADDED_COLUMNS = {
  /** Whether the answer came from the response cache: `off`, `miss`, `hit`, `semantic`. */
  response_cache: 'TEXT',
  saved_usd: 'REAL',
} as const;

/** Decision columns that a later migration added. */
const ADDED_DECISION_COLUMNS = {
  /** Model and effort that were chosen, whoever answered, and the effort of the best candidate. */
  chosen: 'TEXT',
  effort: 'TEXT',
  best_effort: 'TEXT',
  profile: 'TEXT',
  /** Label of the nearest cluster, as it was then. */
  cluster_label: 'TEXT',
  guards: 'TEXT',
  locked: 'INTEGER',
  /** Key of the decision cache: the same for what is decided alike. */
  cache_key: 'TEXT',
} as const;

/** Another column that a later migration added. */
const ADDED_ARTIFACT_COLUMN = {
  /** Version: clusters and places on the map are those of this artifact. */
  artifact: 'TEXT',
} as const;

/** And the next one's. */
const ADDED_EXPLORATION_COLUMN = {
  explored: 'INTEGER',
} as const;

const ALL_DECISION_COLUMNS = {
  ...DECISION_COLUMNS,
  ...ADDED_DECISION_COLUMNS,
  ...ADDED_ARTIFACT_COLUMN,
  ...ADDED_EXPLORATION_COLUMN,
} as const;

type DecisionFacts = Record<keyof typeof ALL_DECISION_COLUMNS, Value>;
type OutcomeFacts = Record<keyof typeof OUTCOME_COLUMNS | keyof typeof ADDED_COLUMNS, Value>;

const decisionNames = Object.keys(ALL_DECISION_COLUMNS) as (keyof DecisionFacts)[];
const outcomeNames = Object.keys({ ...OUTCOME_COLUMNS, ...ADDED_COLUMNS }) as (keyof OutcomeFacts)[];
const placeholders = (count: number) => Array.from({ length: count }, () => '?').join(', ');

/** `seq` is the record's; `id` is its decision's. Part of a released migration: columns are only ever added by another. */
export const CREATE_FACTS = `CREATE TABLE facts (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, ${Object.entries({
  ...OUTCOME_COLUMNS,
  ...DECISION_COLUMNS,
})
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})`;

const addColumns = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, type]) => `ALTER TABLE facts ADD COLUMN ${name} ${type};`)
    .join(' ');

export const ADD_RESPONSE_CACHE_FACTS = addColumns(ADDED_COLUMNS);
export const ADD_CHOICE_FACTS = addColumns(ADDED_DECISION_COLUMNS);
export const ADD_ARTIFACT_FACT = addColumns(ADDED_ARTIFACT_COLUMN);
export const ADD_EXPLORATION_FACT = addColumns(ADDED_EXPLORATION_COLUMN);

/** The table as all migrations leave it. */
export const CREATE_WHOLE_FACTS = [
  `${CREATE_FACTS};`,
  ADD_RESPONSE_CACHE_FACTS,
  ADD_CHOICE_FACTS,
  ADD_ARTIFACT_FACT,
  ADD_EXPLORATION_FACT,
].join(' ');

export const INSERT_FACTS = `INSERT OR REPLACE INTO facts (seq, id, ${[...outcomeNames, ...decisionNames].join(', ')})
  VALUES (${placeholders(2 + outcomeNames.length + decisionNames.length)})`;

/** Until something answered, the columns have what was chosen. */
const KEPT_WHEN_NULL: ReadonlySet<string> = new Set(['model', 'provider']);

export const UPDATE_FACTS = `UPDATE facts SET ${outcomeNames
  .map((name) => `${name} = ${KEPT_WHEN_NULL.has(name) ? `coalesce(?, ${name})` : '?'}`)
  .join(', ')}
  WHERE seq = (SELECT seq FROM decisions WHERE id = ?)`;

/** Values for `INSERT_FACTS`. */
export function factValues(record: DecisionRecord): Value[] {
  const { decision, outcome } = record;
  const outcomes = outcomeFacts(decision, outcome);
  const decisions = decisionFacts(record);
  return [
    record.seq,
    decision.id,
    ...outcomeNames.map((name) => outcomes[name]),
    ...decisionNames.map((name) => decisions[name]),
  ];
}

/** Values for `UPDATE_FACTS` without the id. */
export function outcomeValues(outcome: Outcome): Value[] {
  const facts = outcomeFacts({ model: null, provider: null }, outcome);
  return outcomeNames.map((name) => facts[name]);
}

function decisionFacts(record: DecisionRecord): DecisionFacts {
  const { decision } = record;
  const { features, candidates } = decision;
  const [choice] = candidates;
  let best = choice;
  for (const candidate of candidates) if (candidate.quality > (best?.quality ?? 0)) best = candidate;
  return {
    created_ms: Math.floor(decision.created_ms),
    sample: originOf(record),
    replay: record.replay_of === null ? 0 : 1,
    app: record.app,
    dialect: record.dialect,
    mode: decision.mode,
    requested: decision.requested_model,
    bucket: decision.bucket,
    cache: decision.cache.state,
    cluster: features.clusters[0]?.id ?? null,
    margin: decision.margin,
    p: decision.bucket_probabilities[decision.bucket],
    alpha: decision.alpha,
    entropy: features.ngram_entropy,
    context_ratio: features.context_ratio,
    code: features.has_code ? 1 : 0,
    math: features.has_math ? 1 : 0,
    images: features.images,
    tools: features.tools,
    json: features.json_mode ? 1 : 0,
    request_tokens: features.request_tokens,
    quality: choice?.quality ?? null,
    best_model: best?.model ?? null,
    best_quality: best?.quality ?? null,
    map_x: features.map_xy[0],
    map_y: features.map_xy[1],
    preview: record.prompt_preview,
    chosen: decision.model,
    effort: decision.effort,
    best_effort: best?.effort ?? null,
    profile: decision.profile,
    cluster_label: features.clusters[0]?.label ?? null,
    guards: decision.guardrails.map(({ id }) => id).join(' ') || null,
    locked: decision.session.state === 'locked' ? 1 : 0,
    cache_key: decision.cache.key || null,
    artifact: decision.artifact_version,
    explored: decision.exploration ? 1 : 0,
  };
}

function outcomeFacts(
  choice: { readonly model: string | null; readonly provider: string | null },
  outcome: Outcome,
): OutcomeFacts {
  const { overhead_ms: overhead, total_ms: total } = outcome;
  const called = outcome.served_model !== null && total !== null && overhead !== null;
  const upstream = called ? Math.max(0, total - overhead) : null;
  return {
    status: outcome.status,
    error: outcome.error_code,
    http_status: outcome.http_status,
    model: outcome.served_model ?? choice.model,
    provider: outcome.served_provider ?? choice.provider,
    simulated: outcome.simulated ? 1 : 0,
    streamed: outcome.streamed ? 1 : 0,
    fallbacks: Math.max(0, outcome.attempts.length - 1),
    input_tokens: outcome.input_tokens,
    output_tokens: outcome.output_tokens,
    cost_usd: outcome.cost_usd,
    ttft_ms: outcome.ttft_ms,
    overhead_ms: overhead,
    overhead_bin: binOf(overhead),
    upstream_ms: upstream,
    upstream_bin: binOf(upstream),
    total_ms: total,
    total_bin: binOf(total),
    response_cache: outcome.response_cache,
    saved_usd: outcome.saved_usd,
  };
}

function binOf(ms: number | null): number | null {
  return ms === null ? null : bucketOf(ms);
}
