import type { Candidate, Guardrail } from '../../shared/decision.ts';
import type { OpenTurn } from '../affinity/open-turn.ts';
import type { SessionState } from '../affinity/session-store.ts';
import type { SessionView } from '../affinity/session-view.ts';
import type { WarmPrefix } from '../affinity/switch-cost.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import type { ModelIntent } from '../request/model-intent.ts';
import type { RouterConfig } from '../router.ts';
import { chooseProvider, misfit } from './eligibility.ts';
import { type RoutingTarget, type RoutingTargets, resolveTarget } from './routing-targets.ts';
import { type ScoringInput, scoreBucket, scoreTargets } from './score-candidates.ts';
import { type Selection, selectExplicit, selectFromBuckets } from './select-target.ts';

/** A selection, and whether the turn under way left no choice. */
export interface SessionSelection extends Selection {
  readonly locked: boolean;
}

const GUARDRAILS: Readonly<Record<OpenTurn, string>> = {
  tool_loop: 'affinity_tool_loop',
  thinking: 'affinity_thinking',
};
const IN_WORDS: Readonly<Record<OpenTurn, string>> = {
  tool_loop: 'a tool loop',
  thinking: 'a turn with signed reasoning',
};

/** The cache that leaving the session's model would leave behind; null when none is warm or the model is gone. */
export function warmPrefix(
  { warm, last }: SessionView,
  targets: RoutingTargets,
  artifact: Artifact,
  config: RouterConfig,
): WarmPrefix | null {
  if (!warm || last === null) return null;
  const target = lastTarget(last, targets, artifact, config);
  if (target === undefined) return null;
  const offer = target.offers.find(({ provider }) => provider === last.provider);
  const price = offer === undefined ? target.price : offer.price;
  return { target, provider: last.provider, price, tokens: last.warmTokens, marked: last.marked };
}

/**
 * Selects with regard to the session. In this order: what the caller named; the model that the turn under way is held
 * to, as long as it can take the request; the best of the bucket, where leaving a warm cache has its price.
 *
 * @throws {HeimdallError} as `selectExplicit` and `selectFromBuckets`.
 */
export function selectInSession(
  artifact: Artifact,
  intent: ModelIntent,
  rule: Guardrail,
  scoring: ScoringInput,
  session: SessionView,
): SessionSelection {
  const notes: string[] = [];
  if (intent.mode !== 'explicit' && session.hold !== null && session.last !== null) {
    const held = holdTo(session.last, session.hold, artifact, rule, scoring);
    if (typeof held !== 'string') return held;
    notes.push(held);
  }
  const selection =
    intent.mode === 'explicit' ? selectExplicit(artifact, intent, rule, scoring) : selectFromBuckets(rule, scoring);
  notes.push(...leavingNotes(selection.candidates[0] as Candidate, intent, scoring, session));
  return { ...selection, notes: [...selection.notes, ...notes], locked: false };
}

/** The selection that stays, or why it cannot. */
function holdTo(
  last: SessionState,
  hold: OpenTurn,
  artifact: Artifact,
  rule: Guardrail,
  scoring: ScoringInput,
): SessionSelection | string {
  const moves = `affinity: ${IN_WORDS[hold]} moves on from ${last.model}`;
  const { targets, config } = scoring;
  const overridden = rule.id === 'bucket_override';
  if (overridden && !targets.byBucket[rule.bucket].some(({ model }) => model === last.model)) {
    return `${moves}: the request asked for ${rule.bucket}`;
  }
  const target = lastTarget(last, targets, artifact, config);
  if (target === undefined) return `${moves}: it is not known any more`;
  const problem = misfit(target, scoring.needs);
  if (problem !== null) return `${moves}: ${problem}`;
  const choice = chooseProvider(target, config, scoring.auth, last.bucket === null);
  if ('reason' in choice) return `${moves}: ${choice.reason}`;

  const bucket = overridden ? rule.bucket : (last.bucket ?? rule.bucket);
  const own = scoreTargets([{ target, ...choice }], scoring);
  const others = scoreBucket(bucket, scoring);
  const rest = others.candidates.filter(({ model, effort }) => model !== target.model || effort !== target.effort);
  const detail = `in the middle of ${IN_WORDS[hold]}, which stays on ${target.model}`;
  return {
    bucket,
    candidates: [...own.candidates, ...rest],
    excluded: others.excluded,
    guardrails: [rule, { id: GUARDRAILS[hold], detail, bucket }],
    notes: [...new Set([...own.notes, ...others.notes])],
    locked: true,
  };
}

/** What a choice that leaves the session's model gives up, in words. */
function leavingNotes(
  choice: Candidate,
  intent: ModelIntent,
  { warm }: ScoringInput,
  { hold, last }: SessionView,
): string[] {
  const notes: string[] = [];
  if (intent.mode === 'explicit' && hold !== null && last !== null && last.model !== choice.model) {
    notes.push(`affinity: ${IN_WORDS[hold]} moves on from ${last.model}: the request asked for ${choice.model}`);
  }
  const { switch_cost_usd: dollars } = choice;
  if (warm !== null && dollars !== undefined && dollars !== 0) {
    const price = dollars === null ? 'at a price that is not known' : `for $${dollars.toFixed(6)}`;
    notes.push(`affinity: leaves ${warm.tokens} tokens in the prompt cache of ${warm.target.model}, ${price}`);
  }
  return notes;
}

function lastTarget(
  { model, effort }: SessionState,
  targets: RoutingTargets,
  artifact: Artifact,
  config: RouterConfig,
): RoutingTarget | undefined {
  const listed = targets.all.find((target) => target.model === model && target.effort === effort);
  return listed ?? resolveTarget(artifact, config, model, effort);
}
