import type { Bucket, Guardrail } from '../../shared/decision.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { HeimdallError } from '../errors.ts';
import type { ModelIntent } from '../request/model-intent.ts';
import { BUCKET_FALLBACKS } from '../triage/choose-bucket.ts';
import { chooseProvider, misfit, problemAt, providersOf } from './eligibility.ts';
import { type RoutingTarget, resolveTarget } from './routing-targets.ts';
import { type ScoredBucket, type ScoringInput, scoreBucket, scoreTargets } from './score-candidates.ts';

/** The bucket that a request ended up in, with its candidates and every rule that moved it. */
export interface Selection extends ScoredBucket {
  readonly bucket: Bucket;
}

/**
 * Scores the rule's bucket; when nothing in it can take the request, the next ones.
 *
 * @throws {HeimdallError} `context_overflow` or `no_eligible_model`; what is wrong with the caller's credential when
 *   nothing but that is in the way.
 */
export function selectFromBuckets(rule: Guardrail, scoring: ScoringInput): Selection {
  const excluded: ScoredBucket['excluded'] = [];
  const guardrails = [rule];
  for (const bucket of [rule.bucket, ...BUCKET_FALLBACKS[rule.bucket]]) {
    const scored = scoreBucket(bucket, scoring);
    excluded.push(...scored.excluded);
    if (scored.candidates.length === 0) continue;
    if (bucket !== rule.bucket) {
      guardrails.push({ id: 'bucket_empty', detail: `no candidate of ${rule.bucket} can take the request`, bucket });
    }
    guardrails.push(...scored.guardrails);
    return { ...scored, bucket, guardrails, excluded };
  }
  throw noCandidate(scoring, excluded);
}

/**
 * The model that the caller named, whatever it costs. What does not fit is noted and sent all the same: the provider
 * has the last word, not our estimate.
 *
 * @throws {HeimdallError} `model_unknown`, `model_disabled`, `provider_unconfigured`, or what is wrong with the caller's
 *   credential.
 */
export function selectExplicit(
  artifact: Artifact,
  intent: Extract<ModelIntent, { mode: 'explicit' }>,
  rule: Guardrail,
  scoring: ScoringInput,
): Selection {
  const target = resolveTarget(artifact, scoring.config, intent.model, intent.effort);
  if (target === undefined) {
    throw new HeimdallError('model_unknown', `Model "${intent.model.slice(0, 120)}" is not known.`, {
      context: { model: intent.model.slice(0, 120) },
    });
  }
  if (target.disabled) {
    throw new HeimdallError(
      'model_disabled',
      `${target.model} is switched off in Heimdall. Switch it on (PUT /v1/feature-flags), or ask for "heimdall/auto".`,
      { context: { model: target.model } },
    );
  }
  const choice = chooseProvider(target, scoring.config, scoring.auth, true);
  if ('reason' in choice) {
    const problem = problemAt(target, scoring.auth);
    if (problem !== null) throw new HeimdallError(problem.code, problem.message);
    throw new HeimdallError(
      'provider_unconfigured',
      `${target.model} cannot be called: ${choice.reason}. Add the key of ${providersOf(target)}, ` +
        `${canSignIn(target, scoring) ? 'sign in (heimdall login google), ' : ''}or ask for "heimdall/auto".`,
      { context: { model: target.model } },
    );
  }
  const problem = misfit(target, scoring.needs);
  const notes = problem === null ? [] : [`${target.model}: ${problem}; sent all the same because it was asked for`];
  const scored = scoreTargets([{ target, ...choice }], scoring);
  return {
    bucket: rule.bucket,
    candidates: scored.candidates,
    excluded: [],
    guardrails: [{ id: 'model_override', detail: `the request asked for ${target.model}`, bucket: rule.bucket }],
    notes: [...notes, ...scored.notes],
  };
}

function noCandidate({ needs, auth }: ScoringInput, excluded: ScoredBucket['excluded']): HeimdallError {
  const tooLong = excluded.length > 0 && excluded.every(({ reason }) => reason.startsWith('context '));
  if (tooLong) {
    return new HeimdallError(
      'context_overflow',
      `The request has about ${needs.requestTokens} tokens, more than any candidate takes. Shorten it, or add a model ` +
        'with a larger context.',
      { context: { request_tokens: needs.requestTokens } },
    );
  }
  const problem = auth?.problem;
  if (problem !== undefined && excluded.some(({ reason }) => reason === problem.message)) {
    return new HeimdallError(problem.code, problem.message);
  }
  const reasons = [...new Set(excluded.map(({ reason }) => reason))].slice(0, 4).join('; ');
  return new HeimdallError(
    'no_eligible_model',
    `No candidate can take this request: ${reasons || 'none is configured'}. Give one what it lacks, or list others ` +
      '(router.cheap_candidates and the like; buckets of a model of your own).',
  );
}

function canSignIn({ offers }: RoutingTarget, { config }: ScoringInput): boolean {
  const configured = config.settings.auth_adapters.google_oauth !== null;
  return configured && offers.some(({ provider }) => provider === 'google');
}
