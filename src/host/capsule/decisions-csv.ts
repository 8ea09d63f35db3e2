import type { DecisionRecord } from '../../shared/decision.ts';

type Cell = string | number | boolean | null;

/** A column of the table: its name and where its value is. No prompt text, no hashes. */
const COLUMNS: readonly (readonly [name: string, read: (record: DecisionRecord) => Cell])[] = [
  ['id', ({ decision }) => decision.id],
  ['created', ({ decision }) => new Date(decision.created_ms).toISOString()],
  ['app', ({ app }) => app],
  ['dialect', ({ dialect }) => dialect],
  ['requested_model', ({ decision }) => decision.requested_model],
  ['mode', ({ decision }) => decision.mode],
  ['bucket', ({ decision }) => decision.bucket],
  ['model', ({ decision }) => decision.model],
  ['effort', ({ decision }) => decision.effort],
  ['provider', ({ decision }) => decision.provider],
  ['p_cheap', ({ decision }) => decision.bucket_probabilities.cheap],
  ['p_mid', ({ decision }) => decision.bucket_probabilities.mid],
  ['p_hard', ({ decision }) => decision.bucket_probabilities.hard],
  ['alpha', ({ decision }) => decision.alpha],
  ['profile', ({ decision }) => decision.profile],
  ['explored', ({ decision }) => Boolean(decision.exploration)],
  ['quality', ({ decision }) => decision.candidates[0]?.quality ?? null],
  ['expected_cost_usd', ({ decision }) => decision.candidates[0]?.cost_usd ?? null],
  ['score', ({ decision }) => decision.candidates[0]?.score ?? null],
  ['margin', ({ decision }) => decision.margin],
  ['runner_up', ({ decision }) => decision.candidates[1]?.model ?? null],
  ['candidates', ({ decision }) => decision.candidates.length],
  ['cluster', ({ decision }) => decision.features.clusters[0]?.label ?? null],
  ['request_tokens', ({ decision }) => decision.features.request_tokens],
  ['status', ({ outcome }) => outcome.status],
  ['http_status', ({ outcome }) => outcome.http_status],
  ['error', ({ outcome }) => outcome.error_code],
  ['served_model', ({ outcome }) => outcome.served_model],
  ['served_provider', ({ outcome }) => outcome.served_provider],
  ['simulated', ({ outcome }) => outcome.simulated],
  ['attempts', ({ outcome }) => outcome.attempts.length],
  ['input_tokens', ({ outcome }) => outcome.input_tokens],
  ['output_tokens', ({ outcome }) => outcome.output_tokens],
  ['cost_usd', ({ outcome }) => outcome.cost_usd],
  ['ttft_ms', ({ outcome }) => outcome.ttft_ms],
  ['total_ms', ({ outcome }) => outcome.total_ms],
  ['overhead_ms', ({ outcome }) => outcome.overhead_ms],
  ['sample', ({ sample }) => sample],
  ['imported', ({ imported }) => imported ?? false],
  ['artifact_version', ({ decision }) => decision.artifact_version],
  ['config_revision', ({ decision }) => decision.config_revision],
];

/** The names of the columns. */
export function csvHead(prompts: boolean): string {
  return `${[...COLUMNS.map(([name]) => name), ...(prompts ? ['prompt'] : [])].join(',')}\r\n`;
}

/**
 * A row after RFC 4180. What a spreadsheet would take for a formula gets an apostrophe in front.
 *
 * @param prompt For a table with prompts: its text, or null where it is not stored.
 */
export function csvRow(record: DecisionRecord, prompt?: string | null): string {
  const cells = COLUMNS.map(([, read]) => cell(read(record)));
  return `${[...cells, ...(prompt === undefined ? [] : [cell(prompt)])].join(',')}\r\n`;
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
