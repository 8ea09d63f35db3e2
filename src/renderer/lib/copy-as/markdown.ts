import type { Decision, DecisionRecord } from '../../../shared/decision.ts';
import { formatCost, formatDuration, formatScore, formatUnit } from '../units.ts';

/**
 * Why this model, for an issue or a chat: the numbers, and no prompt text.
 *
 * @param sentence The reason in one sentence.
 */
export function copyAsMarkdown({ decision, outcome }: DecisionRecord, sentence: string): string {
  const { features } = decision;
  const rows = decision.candidates.map(
    (candidate, index) =>
      `| ${index === 0 ? '**' : ''}${candidate.model}${candidate.effort ? ` (${candidate.effort})` : ''}${index === 0 ? '**' : ''} | ${formatScore(candidate.quality)} | ${formatScore(candidate.cost)} | ${formatScore(candidate.penalty)} | ${formatScore(candidate.score)} | ${candidate.cost_usd === null ? 'unpriced' : formatCost(candidate.cost_usd)} |`,
  );
  return [
    `### Why ${decision.model}`,
    '',
    sentence,
    '',
    `- Bucket **${decision.bucket}**: ${probabilities(decision)} (thresholds: cheap ${formatUnit(decision.thresholds.cheap)}, hard ${formatUnit(decision.thresholds.hard)})`,
    ...decision.guardrails.map(({ id, detail }) => `- Rule \`${id}\`: ${detail}`),
    `- Features: ${features.request_tokens} tokens, ${features.has_code ? 'code' : 'no code'}, ${features.has_math ? 'math' : 'no math'}, nearest cluster “${features.clusters[0]?.label ?? 'none'}”`,
    `- Outcome: ${outcome.status}${outcome.http_status === null ? '' : ` ${outcome.http_status}`}, ${formatDuration(outcome.total_ms)}, ${formatCost(outcome.cost_usd)}${outcome.simulated ? ', simulated' : ''}`,
    '',
    `| Candidate at alpha ${formatUnit(decision.alpha)} | quality | cost | penalty | score | est. $ |`,
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
    ...decision.excluded.map(({ model, reason }) => `| ${model} | | | | out | ${reason} |`),
    '',
    `\`${decision.id}\`, artifact ${decision.artifact_version}, config ${decision.config_revision}`,
  ].join('\n');
}

function probabilities({ bucket_probabilities: of }: Decision): string {
  return (['cheap', 'mid', 'hard'] as const).map((bucket) => `p(${bucket}) ${formatUnit(of[bucket])}`).join(', ');
}
