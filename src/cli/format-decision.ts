import { BUCKETS, type Candidate, type Decision } from '../shared/decision.ts';
import { alignRows } from './format-table.ts';

/** A decision as text for people: the choice, the reason, the candidates and what was left out. */
export function formatDecision(decision: Decision, summary: string): string {
  const { bucket_probabilities: probabilities, features, timings_us: timings } = decision;
  const shares = BUCKETS.map((bucket) => `${bucket} ${percent(probabilities[bucket])}`).join('   ');
  const clusters = features.clusters.map(({ label, similarity }) => `${label} ${similarity.toFixed(2)}`).join(', ');
  const lines = [
    `${nameOf(decision)} via ${decision.provider ?? 'nobody'}`,
    '',
    summary,
    '',
    `Bucket      ${shares}`,
    ...(decision.expected_gain === null
      ? []
      : [`Gain        ${signedPoints(decision.expected_gain)} expected of a strong model`]),
    `Like        ${clusters || 'nothing known'}`,
    `Tokens      about ${features.request_tokens.toLocaleString('en')}, ${features.embedded_tokens} of ${features.prompt_tokens} embedded by ${features.embedder}`,
    `Took        ${(timings.total / 1_000).toFixed(2)} ms`,
    '',
    `At alpha ${decision.alpha} (0 = cheapest, 1 = best quality):`,
    '',
    ...table(decision.candidates),
  ];
  if (decision.excluded.length > 0) {
    lines.push('', 'Left out:');
    for (const left of decision.excluded) lines.push(`  ${nameOf(left)}: ${left.reason}`);
  }
  for (const note of decision.notes) lines.push('', `Note: ${note}`);
  return `${lines.join('\n')}\n`;
}

function table(candidates: readonly Candidate[]): string[] {
  const rows = candidates.map((candidate) => [
    nameOf(candidate),
    candidate.quality.toFixed(3),
    candidate.cost.toFixed(3),
    candidate.cost_usd === null ? '-' : `$${candidate.cost_usd.toPrecision(3)}`,
    candidate.penalty.toFixed(3),
    candidate.score.toFixed(3),
  ]);
  const all = [['model', 'quality', 'cost', 'est.', 'penalty', 'score'], ...rows];
  return alignRows(all, new Set([1, 2, 3, 4, 5]));
}

function nameOf({ model, effort }: Pick<Candidate, 'model' | 'effort'>): string {
  return effort === null ? model : `${model} (${effort})`;
}

/** A difference of two probabilities, in points. */
function signedPoints(gain: number): string {
  return `${gain < 0 ? '−' : '+'}${Math.abs(gain * 100).toFixed(1)} points`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
