/** The filter of the host's log over records in an array. */
import type { FilterLeaf, FilterTerm, StructuredFilter } from '../../../shared/console/filter-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';

type TextField = Extract<FilterLeaf, { in: string[] }>['field'];
type NumberField = Extract<FilterLeaf, { min?: number | undefined }>['field'];
type Flag = Extract<FilterLeaf, { is: string }>['is'];

const TEXTS: Readonly<Record<TextField, (record: DecisionRecord) => string | null>> = {
  bucket: ({ decision }) => decision.bucket,
  model: ({ decision, outcome }) => outcome.served_model ?? decision.model,
  chosen: ({ decision }) => decision.model,
  requested: ({ decision }) => decision.requested_model,
  provider: ({ decision, outcome }) => outcome.served_provider ?? decision.provider,
  app: ({ app }) => app,
  dialect: ({ dialect }) => dialect,
  mode: ({ decision }) => decision.mode,
  status: ({ outcome }) => outcome.status,
  cache: ({ decision }) => decision.cache.state,
  response_cache: ({ outcome }) => outcome.response_cache,
  error: ({ outcome }) => outcome.error_code,
  cluster: ({ decision }) => decision.features.clusters[0]?.id.toString() ?? null,
  cluster_label: ({ decision }) => decision.features.clusters[0]?.label ?? null,
  profile: ({ decision }) => decision.profile,
  guards: ({ decision }) => decision.guardrails.map(({ id }) => id).join(' '),
};

const NUMBERS: Readonly<Record<NumberField, (record: DecisionRecord) => number | null>> = {
  at: ({ decision }) => decision.created_ms,
  total_ms: ({ outcome }) => outcome.total_ms,
  overhead_ms: ({ outcome }) => outcome.overhead_ms,
  upstream_ms: ({ outcome }) => (outcome.total_ms === null ? null : outcome.total_ms - (outcome.overhead_ms ?? 0)),
  ttft_ms: ({ outcome }) => outcome.ttft_ms,
  cost_usd: ({ outcome }) => outcome.cost_usd,
  tokens: ({ outcome }) => (outcome.input_tokens === null ? null : outcome.input_tokens + (outcome.output_tokens ?? 0)),
  request_tokens: ({ decision }) => decision.features.request_tokens,
  input_tokens: ({ outcome }) => outcome.input_tokens,
  output_tokens: ({ outcome }) => outcome.output_tokens,
  margin: ({ decision }) => decision.margin,
  p: ({ decision }) => decision.bucket_probabilities[decision.bucket],
  alpha: ({ decision }) => decision.alpha,
  entropy: ({ decision }) => decision.features.ngram_entropy,
  context_ratio: ({ decision }) => decision.features.context_ratio,
  http_status: ({ outcome }) => outcome.http_status,
  fallbacks: ({ outcome }) => Math.max(0, outcome.attempts.length - 1),
};

const FLAGS: Readonly<Record<Flag, (record: DecisionRecord) => boolean>> = {
  error: ({ outcome }) => outcome.status === 'error',
  traffic: ({ sample, imported }) => !sample && !imported,
  sample: ({ sample }) => sample,
  imported: ({ imported }) => imported === true,
  simulated: ({ outcome }) => outcome.simulated,
  cached: ({ decision }) => decision.cache.state === 'hit',
  fallback: ({ outcome }) => outcome.attempts.length > 1,
  streamed: ({ outcome }) => outcome.streamed,
  replay: ({ replay_of }) => replay_of !== null,
  locked: ({ decision }) => decision.session.state === 'locked',
  explored: ({ decision }) => Boolean(decision.exploration),
  code: ({ decision }) => decision.features.has_code,
  math: ({ decision }) => decision.features.has_math,
  image: ({ decision }) => decision.features.images > 0,
  tools: ({ decision }) => decision.features.tools > 0,
  json: ({ decision }) => decision.features.json_mode,
};

export function fitsFilter(record: DecisionRecord, filter: StructuredFilter): boolean {
  return filter.every((term) => fits(record, term));
}

function fits(record: DecisionRecord, term: FilterTerm): boolean {
  return fitsPlain(record, term) !== term.negated;
}

function fitsPlain(record: DecisionRecord, term: FilterTerm): boolean {
  if ('any' in term) return term.any.some((leaf) => fits(record, leaf));
  if ('is' in term) return FLAGS[term.is](record);
  const preview = record.prompt_preview?.toLowerCase() ?? '';
  if ('text' in term) return preview.includes(term.text.toLowerCase());
  if ('body' in term) return preview.includes(term.body.toLowerCase());
  if ('in' in term || 'like' in term || 'glob' in term) {
    const value = TEXTS[term.field](record)?.toLowerCase();
    if (value === undefined) return false;
    if ('in' in term) return term.in.some((text) => text.toLowerCase() === value);
    return 'like' in term ? value.includes(term.like.toLowerCase()) : globPattern(term.glob).test(value);
  }
  const value = NUMBERS[term.field](record);
  if (value === null) return false;
  const { min = value, max = value, above, below } = term;
  return (
    value >= min && value <= max && (above === undefined || value > above) && (below === undefined || value < below)
  );
}

function globPattern(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
