import { bucketByThresholds } from '../../shared/bucket-rule.ts';
import type { Bucket, Guardrail, PerBucket } from '../../shared/decision.ts';

export interface TriageInput {
  readonly probabilities: PerBucket;
  readonly thresholds: { readonly cheap: number; readonly hard: number };
  readonly requestTokens: number;
  /** Largest context window among the cheap and mid candidates, in tokens. */
  readonly cheapMidContext: number;
  readonly override: Bucket | undefined;
}

/** Rounded as the console shows it. */
function show(probability: number): string {
  return probability.toFixed(3);
}

/**
 * The bucket of a request. The rules, in this order (docs/how-it-decides.md, "The bucket"): an override; input over the
 * context of every cheap and mid candidate → hard; p_hard > τ_hard → hard; p_cheap > τ_cheap → cheap; else mid. The
 * rule that decided is returned with the numbers that it compared.
 */
export function chooseBucket(input: TriageInput): Guardrail {
  const { probabilities, thresholds } = input;
  if (input.override !== undefined) {
    return { id: 'bucket_override', detail: `the request asked for ${input.override}`, bucket: input.override };
  }
  if (input.requestTokens > input.cheapMidContext) {
    return {
      id: 'context_over_cheap_and_mid',
      detail: `${input.requestTokens} tokens > ${input.cheapMidContext}, the largest context in cheap and mid`,
      bucket: 'hard',
    };
  }
  const bucket = bucketByThresholds(probabilities.cheap, probabilities.hard, thresholds);
  if (bucket === 'hard') {
    return { id: 'threshold_hard', detail: `p(hard) ${show(probabilities.hard)} > ${thresholds.hard}`, bucket };
  }
  if (bucket === 'cheap') {
    return { id: 'threshold_cheap', detail: `p(cheap) ${show(probabilities.cheap)} > ${thresholds.cheap}`, bucket };
  }
  return {
    id: 'default_mid',
    detail:
      `p(hard) ${show(probabilities.hard)} <= ${thresholds.hard} and ` +
      `p(cheap) ${show(probabilities.cheap)} <= ${thresholds.cheap}`,
    bucket,
  };
}

/** Where to look when no candidate of a bucket can take a request: up first, because quality is the safer side. */
export const BUCKET_FALLBACKS: Readonly<Record<Bucket, readonly Bucket[]>> = {
  cheap: ['mid', 'hard'],
  mid: ['hard', 'cheap'],
  hard: ['mid', 'cheap'],
};
