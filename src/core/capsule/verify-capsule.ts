import { alphaScore, bestCandidate } from '../../shared/alpha-score.ts';
import type { CapsuleCheck } from '../../shared/capsule.ts';
import { BUCKETS, type Decision } from '../../shared/decision.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { calibrate, GAIN_OUTPUT, OUTPUT_COUNT, predictRaw } from '../triage/forest.ts';

/** The same arithmetic on the same numbers: only the order of a sum may differ. */
const TOLERANCE = 1e-9;
/** Rules of the triage that thresholds decide, in the order in which they are asked. */
const THRESHOLD_RULES = ['threshold_hard', 'threshold_cheap', 'default_mid'];

/**
 * Decides a recorded decision again as far as its own numbers allow: scores, winner, margin and bucket by the formulas
 * of the router; probabilities and raw scores by an artifact of the same version.
 *
 * @param row What the trees saw; null when it is not known.
 * @param artifact The one in force here.
 */
export function verifyDecision(
  decision: Decision,
  row: Float32Array | null,
  artifact: Pick<Artifact, 'version' | 'forest'>,
): CapsuleCheck[] {
  return [
    checkScores(decision),
    checkWinner(decision),
    checkMargin(decision),
    checkBucket(decision),
    checkCalibration(decision, artifact),
    checkTrees(decision, row, artifact),
  ];
}

function checkScores({ alpha, candidates }: Decision): CapsuleCheck {
  const wrong = candidates.find((candidate) => !isSame(alphaScore(alpha, candidate), candidate.score));
  if (wrong === undefined) return verified('scores', `${candidates.length} scores at alpha ${alpha}`);
  return failed('scores', `${wrong.model} has ${wrong.score}, the formula gives ${alphaScore(alpha, wrong)}`);
}

function checkWinner(decision: Decision): CapsuleCheck {
  const { alpha, candidates, model, effort, provider, mode, session, exploration } = decision;
  const [choice] = candidates;
  if (choice === undefined) return failed('winner', 'there are no candidates');
  if (choice.model !== model || choice.effort !== effort || choice.provider !== provider) {
    return failed('winner', `${model} was chosen, but the first candidate is ${choice.model}`);
  }
  if (mode === 'explicit') return impossible('winner', 'the request named its model');
  if (session.state === 'locked') return impossible('winner', 'the turn under way held the request to its model');
  if (exploration) return impossible('winner', 'another model than the best was tried, to learn');
  const best = candidates[bestCandidate(alpha, candidates)] ?? choice;
  if (best === choice) return verified('winner', `${model} of ${candidates.length}`);
  return failed('winner', `${best.model} scores best, ${model} was chosen`);
}

function checkMargin({ margin, candidates, session, exploration }: Decision): CapsuleCheck {
  const [choice, runnerUp] = candidates;
  const byScore = session.state !== 'locked' && !exploration;
  const expected = choice === undefined || runnerUp === undefined || !byScore ? null : choice.score - runnerUp.score;
  const same = expected === null || margin === null ? expected === margin : isSame(expected, margin);
  return same ? verified('margin', String(margin)) : failed('margin', `${margin}, the scores give ${expected}`);
}

function checkBucket(decision: Decision): CapsuleCheck {
  const { bucket_probabilities: share, thresholds, guardrails } = decision;
  const rule = guardrails[0];
  if (rule === undefined || !THRESHOLD_RULES.includes(rule.id)) {
    return impossible('bucket', `${rule?.id ?? 'no rule'} decided, which depends on more than is kept`);
  }
  const expected = share.hard > thresholds.hard ? 'hard' : share.cheap > thresholds.cheap ? 'cheap' : 'mid';
  return expected === rule.bucket
    ? verified('bucket', `${expected} by the thresholds`)
    : failed('bucket', `${rule.bucket}, the thresholds give ${expected}`);
}

function checkCalibration(decision: Decision, { version, forest }: Pick<Artifact, 'version' | 'forest'>): CapsuleCheck {
  if (decision.artifact_version !== version) return otherArtifact('calibration', decision, version);
  const { raw_scores: raw, bucket_probabilities: shares } = decision;
  const expected = calibrate(
    forest,
    Float64Array.from(BUCKETS, (bucket) => raw[bucket]),
  );
  const wrong = BUCKETS.find((bucket, index) => !isSame(expected[index] as number, shares[bucket]));
  return wrong === undefined
    ? verified('calibration', 'probabilities from the raw scores')
    : failed('calibration', `p(${wrong}) is not what the raw scores give`);
}

function checkTrees(
  decision: Decision,
  row: Float32Array | null,
  { version, forest }: Pick<Artifact, 'version' | 'forest'>,
): CapsuleCheck {
  if (decision.artifact_version !== version) return otherArtifact('trees', decision, version);
  if (row === null) return impossible('trees', 'the feature row is not in the capsule');
  if (row.length !== forest.featureCount || row.some(Number.isNaN)) {
    return failed('trees', `the feature row has ${row.length} numbers of ${forest.featureCount}, or some are none`);
  }
  const raw = new Float64Array(OUTPUT_COUNT);
  predictRaw(forest, row, raw);
  const wrong = BUCKETS.find((bucket, index) => !isSame(raw[index] as number, decision.raw_scores[bucket]));
  const { expected_gain: gain } = decision;
  if (wrong === undefined && gain !== null && !isSame(raw[GAIN_OUTPUT] as number, gain)) {
    return failed('trees', 'the expected gain is not what the trees give');
  }
  return wrong === undefined
    ? verified('trees', `raw scores from ${row.length} features`)
    : failed('trees', `the raw score of ${wrong} is not what the trees give`);
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one), Math.abs(other));
}

function otherArtifact(id: CapsuleCheck['id'], decision: Decision, version: string): CapsuleCheck {
  return impossible(id, `made with artifact ${decision.artifact_version}; ${version} is in force here`);
}

function verified(id: CapsuleCheck['id'], detail: string): CapsuleCheck {
  return { id, result: 'verified', detail };
}

function failed(id: CapsuleCheck['id'], detail: string): CapsuleCheck {
  return { id, result: 'failed', detail };
}

function impossible(id: CapsuleCheck['id'], detail: string): CapsuleCheck {
  return { id, result: 'not_possible', detail };
}
