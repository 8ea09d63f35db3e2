/** Sessions through the whole router, on the tiny artifact with prices for cached input. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ask, createHarness, type Harness, routerConfig } from '../../../test/helpers/router-harness.ts';
import { readerOf, sealArtifact, sha256, TINY_MODELS, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { alphaScore, bestCandidate } from '../../shared/alpha-score.ts';
import { type Decision, decisionSchema, emptyOutcome, NO_SESSION, type Outcome } from '../../shared/decision.ts';
import type { SettingsInput } from '../../shared/settings-schema.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { loadArtifact } from '../artifacts/load-artifact.ts';
import type { ChatMessage, ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import type { SessionReference, SessionState, SessionStore } from './session-store.ts';

const PROOF = 'prove that the number theorem';
const GREETING = 'hello';
const MINUTE = 60_000;

const message = (role: ChatMessage['role'], text: string, change: Partial<ChatMessage> = {}): ChatMessage => ({
  role,
  text,
  images: 0,
  toolCalls: 0,
  ...change,
});
/** About 20,000 tokens before the question. */
const history = message('system', 'abcd'.repeat(20_000));
const turn = (text: string, ...more: ChatMessage[]): ChatRequest =>
  ask(text, { messages: [history, message('user', text), ...more] });
const loop = (text: string, signed = false): ChatRequest =>
  turn(text, message('assistant', '', { toolCalls: 1, ...(signed ? { signed } : {}) }), message('tool', '42'));

const session: SessionReference = { key: 'k1', source: 'x-heimdall-session' };

/** Cached input at a tenth of the price, for every model. */
async function artifact(): Promise<Artifact> {
  const files = tinyArtifactFiles();
  const catalog = JSON.parse(new TextDecoder().decode(files.get('catalog.json')));
  for (const { price } of catalog.models) {
    if (price !== null) price.cache_read_usd_per_mtok = price.input_usd_per_mtok / 10;
  }
  files.set('catalog.json', new TextEncoder().encode(JSON.stringify(catalog)));
  sealArtifact(files);
  return loadArtifact(readerOf(files), sha256);
}

function answered(model: string, provider: string, change: Partial<Outcome> = {}): Outcome {
  return {
    ...emptyOutcome('ok', false),
    served_model: model,
    served_provider: provider,
    usage_reported: true,
    input_tokens: 20_000,
    output_tokens: 100,
    total_ms: 10,
    ...change,
  };
}

let harness: Harness;
let tiny: Artifact;

async function start(settings: SettingsInput = {}, providers = ['openai', 'google', 'openrouter']): Promise<void> {
  tiny ??= await artifact();
  harness = await createHarness(routerConfig(settings, { configuredProviders: new Set(providers) }), {
    artifact: tiny,
  });
}

async function decide(
  request: ChatRequest,
  reference: SessionReference | null = session,
  overrides: RoutingOverrides = {},
): Promise<Decision> {
  const { decision } = await harness.router.decide(request, {}, overrides, null, reference);
  expect(decisionSchema.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
  for (const candidate of decision.candidates) {
    expect(candidate.score).toBe(alphaScore(decision.alpha, candidate));
    const { latency_sd, ctx_over_80pct, custom, cold_cache } = candidate.penalties;
    expect(candidate.penalty).toBeCloseTo(latency_sd + ctx_over_80pct + custom + cold_cache, 12);
    const byHand = decision.alpha * candidate.quality - (1 - decision.alpha) * candidate.cost - candidate.penalty;
    expect(candidate.score).toBeCloseTo(byHand, 12);
  }
  if (decision.session.state !== 'locked') expect(bestCandidate(decision.alpha, decision.candidates)).toBe(0);
  return decision;
}

/** Makes a model the one that answered last. */
async function answerWith(model: string, provider: string, change: Partial<Outcome> = {}, text = PROOF): Promise<void> {
  await harness.router.recordOutcome(await decide(turn(text)), answered(model, provider, change));
}

const openai = TINY_MODELS.hardOpenai;
const google = TINY_MODELS.hardGoogle;
const of = (decision: Decision, model: string) => decision.candidates.find((candidate) => candidate.model === model);
/** Google wins in hard by a little at this alpha. */
const NEAR = 0.75;
const near: RoutingOverrides = { alpha: NEAR };

beforeEach(() => start());

describe('the warm model', () => {
  it('is kept although another scores slightly better, and the price is shown', async () => {
    const alone = await decide(turn(PROOF), null, near);
    expect(alone.model).toBe(google);
    expect(alone.margin).toBeLessThan(0.1);
    expect(alone.session).toEqual(NO_SESSION);
    await answerWith(openai, 'openai');
    const kept = await decide(turn(PROOF), session, near);
    expect(kept.model).toBe(openai);
    expect(kept.session).toMatchObject({
      state: 'warm',
      model: openai,
      provider: 'openai',
      warm_tokens: 20_000,
      turn: 1,
    });
    // 20,000 tokens at $5 instead of $.50 a million.
    expect(of(kept, google)).toMatchObject({ switch_cost_usd: 0.09 });
    expect(of(kept, google)?.penalties.cold_cache).toBeCloseTo((1 - NEAR) * (of(kept, google)?.switch_cost ?? 0), 12);
    expect(of(kept, google)?.penalties.cold_cache).toBeGreaterThan(0);
    expect(of(kept, openai)).toMatchObject({ switch_cost_usd: 0, penalties: { cold_cache: 0 } });
    // What does not depend on the cache is as it was.
    expect(of(kept, google)?.cost).toBe(of(alone, google)?.cost);
  });

  it('moves Ĉ as far as the true dollars would', async () => {
    const alone = await decide(turn(PROOF), null, near);
    await answerWith(openai, 'openai');
    const kept = await decide(turn(PROOF), session, near);
    const dollars = alone.candidates.map(({ cost_usd }) => cost_usd ?? 0);
    const [low, high] = [Math.min(...dollars), Math.max(...dollars)];
    const places = alone.candidates.map(({ cost }) => cost);
    const range = Math.log(high / low) / (Math.max(...places) - Math.min(...places));
    const stay = of(kept, openai)?.cost_usd ?? 0;
    expect(of(kept, google)?.switch_cost).toBeCloseTo(Math.log(stay / (stay - 0.09)) / range, 9);
  });

  it('is left for a large saving, with a note of what that gives up', async () => {
    await answerWith(openai, 'openai');
    const left = await decide(turn(PROOF), session, { alpha: 0.1 });
    expect(left.model).toBe(google);
    expect(left.notes).toContainEqual(`affinity: leaves 20000 tokens in the prompt cache of ${openai}, for $0.090000`);
  });

  it('is what the session moved to, from then on', async () => {
    await answerWith(openai, 'openai');
    const left = await decide(turn(PROOF), session, { alpha: 0.1 });
    await harness.router.recordOutcome(left, answered(google, 'google'));
    expect((await decide(turn(PROOF), session, near)).session.model).toBe(google);
  });

  it('competes in an easier bucket than its own, and not in a harder one', async () => {
    await answerWith(openai, 'openai');
    const easier = await decide(turn(GREETING), session, { alpha: 1 });
    expect(easier.bucket).toBe('cheap');
    expect(easier.model).toBe(openai);
    expect(easier.guardrails.map(({ id }) => id)).toContain('affinity_warm');
    const harder = await start().then(async () => {
      await answerWith(TINY_MODELS.midOpenai, 'openai', {}, GREETING);
      return decide(turn(PROOF), session);
    });
    expect(harder.bucket).toBe('hard');
    expect(of(harder, TINY_MODELS.midOpenai)).toBeUndefined();
  });

  it('stays out of a bucket that the caller named', async () => {
    await answerWith(openai, 'openai');
    const named = await decide(turn(GREETING), session, { alpha: 1, bucket: 'mid' });
    expect(of(named, openai)).toBeUndefined();
    expect(named.notes.join()).toContain(`leaves 20000 tokens in the prompt cache of ${openai}`);
  });

  it('is forgotten when its cache is cold', async () => {
    await answerWith(openai, 'openai');
    harness.clock.advance(60 * MINUTE + 1);
    const cold = await decide(turn(PROOF), session, near);
    expect(cold.model).toBe(google);
    expect(cold.session).toMatchObject({ state: 'cold', warm_tokens: 0, idle_ms: 60 * MINUTE + 1 });
    expect(of(cold, google)?.penalties.cold_cache).toBe(0);
    expect(of(cold, google)).not.toHaveProperty('switch_cost');
  });

  it('costs what the weight says, and nothing at 0', async () => {
    await start({ router: { penalties: { cold_cache: 0 } } });
    await answerWith(openai, 'openai');
    const free = await decide(turn(PROOF), session, near);
    expect(free.model).toBe(google);
    expect(of(free, google)).toMatchObject({ switch_cost_usd: 0.09, switch_cost: 0, penalties: { cold_cache: 0 } });
  });

  it('does not matter with affinity off', async () => {
    await start({ router: { affinity: { enabled: false } } });
    await answerWith(openai, 'openai');
    const off = await decide(loop(PROOF), session, near);
    expect(off).toMatchObject({ model: google, session: NO_SESSION });
  });

  it('weighs nothing at alpha 1, and flips exactly where the router does', async () => {
    await answerWith(google, 'google');
    const kept = await decide(turn(PROOF), session, near);
    expect(kept.model).toBe(google);
    for (let step = 0; step <= 50; step++) {
      const alpha = step / 50;
      const there = await decide(turn(PROOF), session, { alpha });
      expect(kept.candidates[bestCandidate(alpha, kept.candidates)]?.model).toBe(there.model);
    }
  });
});

describe('a turn under way', () => {
  it.each([
    ['affinity_tool_loop', false],
    ['affinity_thinking', true],
  ])('stays on its model: %s', async (guardrail, signed) => {
    await answerWith(openai, 'openai', { input_tokens: 500 });
    const held = await decide(loop(GREETING, signed), session, { alpha: 0 });
    expect(held).toMatchObject({ model: openai, effort: 'high', bucket: 'hard', margin: null });
    expect(held.session.state).toBe('locked');
    expect(held.guardrails.map(({ id }) => id)).toEqual(['threshold_cheap', guardrail]);
    // Somebody to fall back on, should the model be dead.
    expect(held.candidates.map(({ model }) => model)).toEqual([openai, google]);
    expect(harness.router.explain(held, null).summary).toContain(`stays on ${openai}`);
  });

  it('stays although the cache went cold', async () => {
    await answerWith(openai, 'openai');
    harness.clock.advance(120 * MINUTE);
    expect((await decide(loop(PROOF), session, { alpha: 0 })).model).toBe(openai);
  });

  it('moves on when the model cannot take the request any more, and says why', async () => {
    await answerWith(google, 'google');
    harness.setConfig(routerConfig({}, { revision: 'r2', configuredProviders: new Set(['openai', 'openrouter']) }));
    const moved = await decide(loop(PROOF));
    expect(moved.model).toBe(openai);
    expect(moved.session.state).not.toBe('locked');
    expect(moved.notes).toContainEqual(`affinity: a tool loop moves on from ${google}: no key for google`);

    await start();
    await answerWith(TINY_MODELS.cheapA, 'openrouter', {}, GREETING);
    const grown = ask(PROOF, { messages: [message('user', 'abcd'.repeat(90_000)), ...loop(PROOF).messages] });
    expect((await decide(grown)).notes.join()).toMatch(/moves on from deepseek\/tiny-a: context 64000 < \d+ tokens/);
  });

  it('follows a fallback, and is not bound to the model that failed', async () => {
    const first = await decide(turn(PROOF), session, near);
    expect(first.model).toBe(google);
    await harness.router.recordOutcome(first, answered(openai, 'openai', { input_tokens: 500 }));
    expect((await decide(loop(PROOF), session, near)).model).toBe(openai);
    // The next turn is free to return.
    expect((await decide(turn(PROOF), session, near)).model).toBe(google);
  });

  it('gives way to a model or a bucket that the caller names', async () => {
    await answerWith(openai, 'openai');
    const explicit = await decide({ ...loop(PROOF), model: google });
    expect(explicit).toMatchObject({ mode: 'explicit', model: google });
    expect(explicit.notes.join()).toContain(`a tool loop moves on from ${openai}: the request asked for ${google}`);
    expect(explicit.notes.join()).toContain(`leaves 20000 tokens in the prompt cache of ${openai}, for $0.090000`);
    const bucket = await decide(loop(PROOF), session, { bucket: 'mid' });
    expect(bucket.bucket).toBe('mid');
    expect(bucket.notes).toContainEqual(`affinity: a tool loop moves on from ${openai}: the request asked for mid`);
    expect((await decide(loop(GREETING), session, { bucket: 'hard' })).model).toBe(openai);
  });

  it('is bound by a model that the caller named, but later turns are not beyond its warm cache', async () => {
    const named = await decide({ ...turn(PROOF), model: openai });
    await harness.router.recordOutcome(named, answered(openai, 'openai', { input_tokens: 500 }));
    expect((await decide(loop(GREETING), session, { alpha: 0 })).model).toBe(openai);
    expect((await decide(turn(PROOF), session, near)).model).toBe(google);
  });

  it('is not held without a session', async () => {
    await answerWith(openai, 'openai');
    expect((await decide(loop(PROOF), null, near)).model).toBe(google);
    expect((await decide(loop(PROOF), { key: 'another', source: 'first_turns' }, near)).model).toBe(google);
  });
});

describe('repetition', () => {
  it('does not drift when the same request comes again', async () => {
    await answerWith(openai, 'openai');
    const models = [];
    for (let round = 0; round < 5; round++) {
      const decision = await decide(turn(PROOF), session, near);
      models.push(`${decision.model} ${decision.session.turn}`);
      await harness.router.recordOutcome(decision, answered(decision.model, decision.provider ?? ''));
    }
    expect(new Set(models)).toEqual(new Set([`${openai} 1`]));
  });

  it.each(['error', 'aborted', 'pending'] as const)('changes nothing after an answer that is %s', async (status) => {
    await answerWith(openai, 'openai');
    const before = await decide(turn(PROOF), session, near);
    await harness.router.recordOutcome(before, answered(google, 'google', { status }));
    expect((await decide(turn(PROOF), session, near)).session.model).toBe(openai);
  });
});

describe('the decision cache', () => {
  it('is shared by first turns of all sessions and by requests without one', async () => {
    const states = [];
    for (const key of ['a', 'b', 'c']) {
      const { cache, session: own } = await decide(turn(PROOF), { key, source: 'codex' });
      states.push([cache.state, own.key, own.state]);
    }
    expect(states).toEqual([
      ['miss', 'a', 'new'],
      ['hit', 'b', 'new'],
      ['hit', 'c', 'new'],
    ]);
    expect((await decide(turn(PROOF), null)).cache.state).toBe('hit');
  });

  it('keeps what a warm session decides from others, and answers its repetitions', async () => {
    await decide(turn(PROOF), null, near);
    await answerWith(openai, 'openai');
    const first = await decide(turn(PROOF), session, near);
    expect(first).toMatchObject({ model: openai, cache: { state: 'miss' } });
    harness.clock.advance(1_000);
    const again = await decide(turn(PROOF), session, near);
    expect(again).toMatchObject({ model: openai, cache: { state: 'hit' }, session: { idle_ms: 1_000 } });
    expect(await decide(turn(PROOF), null, near)).toMatchObject({ model: google, cache: { state: 'hit' } });
  });

  it('says of a cached decision that the turn held it', async () => {
    await answerWith(openai, 'openai');
    await decide(loop(GREETING));
    expect(await decide(loop(GREETING))).toMatchObject({ cache: { state: 'hit' }, session: { state: 'locked' } });
  });
});

describe('the session store', () => {
  it('may be elsewhere, and may fail', async () => {
    const kept = new Map<string, SessionState>();
    let failing = false;
    const store: SessionStore = {
      get: (key) => (failing ? Promise.reject(new Error('down')) : Promise.resolve(kept.get(key))),
      set: (key, state) => void kept.set(key, state),
    };
    harness = await createHarness(routerConfig(), { artifact: tiny, sessions: store });
    await answerWith(openai, 'openai');
    expect((await decide(turn(PROOF), session, near)).model).toBe(openai);
    failing = true;
    expect(await decide(turn(PROOF), session, near)).toMatchObject({ model: google, session: { state: 'new' } });
  });

  it('forgets the least recently used session first, and all after their time', async () => {
    await start({ router: { affinity: { max_sessions: 2, ttl_seconds: 60 } } });
    const states = async () => {
      const decisions = [];
      for (const key of ['a', 'b', 'c']) decisions.push(await decide(turn(PROOF), { key, source: 'codex' }));
      return decisions.map((decision) => decision.session.state);
    };
    for (const key of ['a', 'b', 'c']) {
      const decision = await decide(turn(PROOF), { key, source: 'codex' });
      await harness.router.recordOutcome(decision, answered(openai, 'openai'));
    }
    expect(await states()).toEqual(['new', 'warm', 'warm']);
    harness.clock.advance(60_000);
    expect(await states()).toEqual(['new', 'new', 'new']);
  });
});
