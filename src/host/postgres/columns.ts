import type { Decision, Outcome } from '../../shared/decision.ts';

/** A request that has ended, with all that is written of it. */
export interface MirroredRequest {
  readonly host: string;
  readonly app: string | null;
  readonly dialect: string;
  readonly replay: boolean;
  /** Null unless the settings keep prompts. */
  readonly prompt: string | null;
  /** Null unless the settings keep digests. */
  readonly promptSha256: string | null;
  readonly decision: Decision;
  readonly outcome: Outcome;
  /** The whole decision and outcome are wanted, too. */
  readonly whole: boolean;
}

type Value = string | number | boolean | readonly string[] | object | null;

interface Column {
  readonly type: string;
  of(request: MirroredRequest): Value;
}

const column = (type: string, of: Column['of']): Column => ({ type, of });

type Columns = Readonly<Record<string, Column>>;

/** Columns of the table, in their order. Part of a released migration: columns are only ever added by another. */
const FIRST_COLUMNS: Columns = {
  id: column('text NOT NULL', ({ decision }) => decision.id),
  created_at: column('timestamptz NOT NULL', ({ decision }) => new Date(decision.created_ms).toISOString()),
  host: column('text NOT NULL', ({ host }) => host),
  app: column('text', ({ app }) => app),
  dialect: column('text NOT NULL', ({ dialect }) => dialect),
  replay: column('boolean NOT NULL', ({ replay }) => replay),
  mode: column('text NOT NULL', ({ decision }) => decision.mode),
  requested_model: column('text NOT NULL', ({ decision }) => decision.requested_model),
  bucket: column('text NOT NULL', ({ decision }) => decision.bucket),
  model: column('text NOT NULL', ({ decision }) => decision.model),
  effort: column('text', ({ decision }) => decision.effort),
  provider: column('text', ({ decision }) => decision.provider),
  p_cheap: column('real NOT NULL', ({ decision }) => decision.bucket_probabilities.cheap),
  p_mid: column('real NOT NULL', ({ decision }) => decision.bucket_probabilities.mid),
  p_hard: column('real NOT NULL', ({ decision }) => decision.bucket_probabilities.hard),
  alpha: column('real NOT NULL', ({ decision }) => decision.alpha),
  margin: column('real', ({ decision }) => decision.margin),
  expected_quality: column('real', ({ decision }) => decision.candidates[0]?.quality ?? null),
  expected_cost_usd: column('double precision', ({ decision }) => decision.candidates[0]?.cost_usd ?? null),
  cluster: column('integer', ({ decision }) => decision.features.clusters[0]?.id ?? null),
  cluster_label: column('text', ({ decision }) => decision.features.clusters[0]?.label ?? null),
  request_tokens: column('integer NOT NULL', ({ decision }) => decision.features.request_tokens),
  turns: column('integer NOT NULL', ({ decision }) => decision.features.turns),
  tools: column('integer NOT NULL', ({ decision }) => decision.features.tools),
  images: column('integer NOT NULL', ({ decision }) => decision.features.images),
  profile: column('text', ({ decision }) => decision.profile),
  guardrails: column('text[] NOT NULL', ({ decision }) => decision.guardrails.map(({ id }) => id)),
  decision_cache: column('text NOT NULL', ({ decision }) => decision.cache.state),
  decision_us: column('real NOT NULL', ({ decision }) => decision.timings_us.total),
  session: column('text', ({ decision }) => decision.session.key || null),
  session_state: column('text NOT NULL', ({ decision }) => decision.session.state),
  artifact_version: column('text NOT NULL', ({ decision }) => decision.artifact_version),
  config_revision: column('text NOT NULL', ({ decision }) => decision.config_revision),
  status: column('text NOT NULL', ({ outcome }) => outcome.status),
  http_status: column('integer', ({ outcome }) => outcome.http_status),
  error_code: column('text', ({ outcome }) => outcome.error_code),
  served_model: column('text', ({ outcome }) => outcome.served_model),
  served_provider: column('text', ({ outcome }) => outcome.served_provider),
  simulated: column('boolean NOT NULL', ({ outcome }) => outcome.simulated),
  streamed: column('boolean NOT NULL', ({ outcome }) => outcome.streamed),
  attempts: column('integer NOT NULL', ({ outcome }) => outcome.attempts.length),
  input_tokens: column('integer', ({ outcome }) => outcome.input_tokens),
  output_tokens: column('integer', ({ outcome }) => outcome.output_tokens),
  cached_input_tokens: column('integer', ({ outcome }) => outcome.cached_input_tokens),
  reasoning_tokens: column('integer', ({ outcome }) => outcome.reasoning_tokens),
  usage_reported: column('boolean NOT NULL', ({ outcome }) => outcome.usage_reported),
  cost_usd: column('double precision', ({ outcome }) => outcome.cost_usd),
  response_cache: column('text NOT NULL', ({ outcome }) => outcome.response_cache),
  saved_usd: column('double precision', ({ outcome }) => outcome.saved_usd),
  ttft_ms: column('real', ({ outcome }) => outcome.ttft_ms),
  total_ms: column('real', ({ outcome }) => outcome.total_ms),
  overhead_ms: column('real', ({ outcome }) => outcome.overhead_ms),
  prompt: column('text', ({ prompt }) => prompt),
  prompt_sha256: column('text', ({ promptSha256 }) => promptSha256),
  decision: column('jsonb', ({ decision, whole }) => (whole ? decision : null)),
  outcome: column('jsonb', ({ outcome, whole }) => (whole ? outcome : null)),
};

/** Columns that a later migration added: null in rows that were written before it. */
const ADDED_COLUMNS: Columns = {
  explored: column('boolean', ({ decision }) => decision.exploration !== null),
};

export const COLUMNS: Columns = { ...FIRST_COLUMNS, ...ADDED_COLUMNS };

const NAMES = Object.keys(COLUMNS);

/** What JSON can say and PostgreSQL's text cannot: the character 0, and halves of pairs, which alone JSON escapes. */
const UNSAYABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** Rows as one JSON parameter of `INSERT_ROWS`. */
export function rowsOf(requests: readonly MirroredRequest[]): string {
  const rows = requests.map((request) =>
    Object.fromEntries(Object.entries(COLUMNS).map(([name, { of }]) => [name, of(request)])),
  );
  // Behind an even number of backslashes it is the character; behind an odd one, text that looks like it, and is spared.
  return JSON.stringify(rows).replace(UNSAYABLE, (found, at: number, text: string) =>
    backslashesBefore(text, at) % 2 === 0 ? '\\ufffd' : found,
  );
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text[at - 1 - count] === '\\') count++;
  return count;
}

const typed = NAMES.map((name) => `${name} ${COLUMNS[name]?.type.replace(' NOT NULL', '')}`).join(', ');

/** A row that is there already was written by an attempt whose answer got lost. */
export const INSERT_ROWS = `INSERT INTO heimdall.requests (${NAMES.join(', ')})
  SELECT ${NAMES.join(', ')} FROM jsonb_to_recordset($1::jsonb) AS rows(${typed})
  ON CONFLICT DO NOTHING`;

export const CREATE_REQUESTS = `CREATE TABLE heimdall.requests (
  ${definitions(FIRST_COLUMNS).join(',\n  ')},
  PRIMARY KEY (created_at, id)
) PARTITION BY RANGE (created_at);
CREATE INDEX requests_app ON heimdall.requests (app, created_at);
CREATE INDEX requests_model ON heimdall.requests (served_model, created_at);
CREATE INDEX requests_session ON heimdall.requests (session, created_at) WHERE session IS NOT NULL;`;

export const ADD_EXPLORED = `ALTER TABLE heimdall.requests ${definitions(ADDED_COLUMNS)
  .map((definition) => `ADD COLUMN ${definition}`)
  .join(', ')};`;

function definitions(columns: Columns): string[] {
  return Object.entries(columns).map(([name, { type }]) => `${name} ${type}`);
}
