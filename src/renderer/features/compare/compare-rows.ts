import type { DecisionRecord } from '../../../shared/decision.ts';
import { formatCost, formatCount, formatDuration, formatPercent, formatScore, formatUnit } from '../../lib/units.ts';
import { targetName } from '../../store/candidate-pool.ts';
import { nearestFlip } from '../inspector/why-sentence.ts';

export interface CompareRow {
  readonly name: string;
  readonly values: readonly string[];
  readonly differs: boolean;
}

export interface CompareSection {
  readonly title: string;
  readonly rows: readonly CompareRow[];
}

type Read = (record: DecisionRecord) => string;

const SECTIONS: readonly (readonly [string, readonly (readonly [string, Read])[]])[] = [
  [
    'Choice',
    [
      ['Model', ({ decision }) => targetName(decision.model, decision.effort)],
      ['Asked for', ({ decision }) => decision.requested_model],
      ['Alpha', ({ decision }) => formatUnit(decision.alpha)],
      ['Score', ({ decision }) => formatScore(decision.candidates[0]?.score)],
      ['Margin over the runner-up', ({ decision }) => formatScore(decision.margin)],
      [
        'Runner-up',
        ({ decision: { candidates } }) =>
          candidates[1] ? targetName(candidates[1].model, candidates[1].effort) : 'none',
      ],
      ['Flips at', ({ decision }) => flipWords(decision)],
      ['Candidates', ({ decision }) => `${decision.candidates.length}, ${decision.excluded.length} out`],
    ],
  ],
  [
    'Bucket',
    [
      ['Bucket', ({ decision }) => decision.bucket],
      ['p(cheap)', ({ decision }) => formatUnit(decision.bucket_probabilities.cheap)],
      ['p(mid)', ({ decision }) => formatUnit(decision.bucket_probabilities.mid)],
      ['p(hard)', ({ decision }) => formatUnit(decision.bucket_probabilities.hard)],
      [
        'Thresholds',
        ({ decision: { thresholds } }) => `cheap ${formatUnit(thresholds.cheap)}, hard ${formatUnit(thresholds.hard)}`,
      ],
      ['Rules', ({ decision }) => decision.guardrails.map(({ id }) => id).join(', ')],
    ],
  ],
  [
    'Features',
    [
      ['Tokens', ({ decision }) => formatCount(decision.features.request_tokens)],
      ['Nearest cluster', ({ decision }) => decision.features.clusters[0]?.label ?? 'none'],
      ['Cosine', ({ decision }) => formatUnit(decision.features.clusters[0]?.similarity)],
      ['Code', ({ decision }) => (decision.features.has_code ? 'yes' : 'no')],
      ['Math', ({ decision }) => (decision.features.has_math ? 'yes' : 'no')],
      ['Entropy', ({ decision }) => decision.features.ngram_entropy.toFixed(2)],
      ['Context', ({ decision }) => formatPercent(decision.features.context_ratio)],
      ['Turns', ({ decision }) => formatCount(decision.features.turns)],
      ['Tools', ({ decision }) => formatCount(decision.features.tools)],
      ['Images', ({ decision }) => formatCount(decision.features.images)],
    ],
  ],
  [
    'Outcome',
    [
      [
        'Status',
        ({ outcome }) =>
          [outcome.status, outcome.http_status ?? '', outcome.error_code ?? ''].filter(Boolean).join(' '),
      ],
      ['Served by', ({ outcome }) => outcome.served_model ?? 'nobody'],
      ['Provider', ({ outcome }) => outcome.served_provider ?? 'none'],
      ['Attempts', ({ outcome }) => formatCount(outcome.attempts.length)],
      ['Cost', ({ outcome }) => (outcome.simulated ? 'simulated' : formatCost(outcome.cost_usd))],
      ['Tokens in', ({ outcome }) => formatCount(outcome.input_tokens)],
      ['Tokens out', ({ outcome }) => formatCount(outcome.output_tokens)],
      ['Overhead', ({ outcome }) => formatDuration(outcome.overhead_ms)],
      ['First token', ({ outcome }) => formatDuration(outcome.ttft_ms)],
      ['Total', ({ outcome }) => formatDuration(outcome.total_ms)],
    ],
  ],
  [
    'Made by',
    [
      ['App', ({ app }) => app ?? 'not named'],
      ['Dialect', ({ dialect }) => dialect],
      ['Decision cache', ({ decision }) => decision.cache.state],
      ['Artifact', ({ decision }) => decision.artifact_version],
      ['Configuration', ({ decision }) => decision.config_revision],
      ['Repeats', ({ replay_of }) => replay_of ?? 'nothing'],
    ],
  ],
];

/** What can be compared, section by section. Values are compared as they are shown. */
export function compareSections(records: readonly DecisionRecord[]): readonly CompareSection[] {
  return SECTIONS.map(([title, rows]) => ({
    title,
    rows: rows.map(([name, read]) => {
      const values = records.map(read);
      return { name, values, differs: new Set(values).size > 1 };
    }),
  }));
}

function flipWords(decision: DecisionRecord['decision']): string {
  const flip = decision.mode === 'explicit' ? null : nearestFlip(decision);
  return flip === null ? 'no alpha' : `${flip.side.replace('at or ', '')} ${formatUnit(flip.alpha)}`;
}
