import { describe, expect, it } from 'vitest';
import { ask, createHarness, routerConfig } from '../../test/helpers/router-harness.ts';
import { TINY_MODELS } from '../../test/helpers/tiny-artifact.ts';
import { alphaScore } from '../shared/alpha-score.ts';
import { decisionSchema, emptyOutcome } from '../shared/decision.ts';
import type { Embedder } from './features/embedding/embedder.ts';
import type { Plugin } from './plugin/plugin.ts';

/** What Claude Code sends with a subscription. */
const CLAUDE_CODE = {
  authorization: `Bearer sk-ant-oat01-${'x'.repeat(40)}`,
  'user-agent': 'claude-cli/2.1.85 (external, cli)',
  'x-app': 'cli',
  'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20',
};
const GREETING = 'hello';
const PROOF = 'prove that the prime number are infinitely many';
const MIDDLING = 'write a list of the many code function that are a code list of code';

describe('createRouter', () => {
  it('routes a short prompt to cheap and says which rule did it', async () => {
    const { router } = await createHarness();
    const { decision } = await router.decide(ask(GREETING), {});
    expect(decision.bucket).toBe('cheap');
    expect(decision.guardrails[0]?.id).toBe('threshold_cheap');
    expect(decision.bucket_probabilities.cheap).toBeGreaterThan(decision.thresholds.cheap);
    expect(decision.model).toBe(decision.candidates[0]?.model);
    expect(decisionSchema.parse(decision)).toEqual(decision);
  });

  it('routes mathematics to hard and the rest to mid', async () => {
    const { router } = await createHarness();
    expect((await router.decide(ask(PROOF), {})).decision).toMatchObject({ bucket: 'hard' });
    expect((await router.decide(ask(MIDDLING), {})).decision).toMatchObject({ bucket: 'mid' });
  });

  it('is deterministic but for id and time', async () => {
    const one = await createHarness();
    const two = await createHarness();
    two.clock.advance(5_000);
    const first = (await one.router.decide(ask(PROOF), {})).decision;
    const second = (await two.router.decide(ask(PROOF), {})).decision;
    expect({ ...second, id: first.id, created_ms: first.created_ms }).toEqual(first);
  });

  it('computes score, margin and cost as documented', async () => {
    const { router } = await createHarness();
    const { decision } = await router.decide(ask(PROOF), {});
    for (const candidate of decision.candidates) {
      expect(candidate.score).toBe(alphaScore(decision.alpha, candidate));
    }
    const [first, second] = decision.candidates;
    expect(decision.margin).toBeCloseTo((first?.score ?? 0) - (second?.score ?? 0), 12);
    const openai = decision.candidates.find(({ model }) => model === TINY_MODELS.hardOpenai);
    expect(openai?.cost_usd).toBeCloseTo((decision.features.request_tokens * 5 + 4_000 * 20) / 1e6, 12);
    expect(openai?.cost).toBe(1);
  });

  it('prefers quality at alpha 1 and price at alpha 0', async () => {
    const { router } = await createHarness();
    const at = async (alpha: number) => (await router.decide(ask(PROOF), {}, { alpha })).decision.model;
    expect(await at(1)).toBe(TINY_MODELS.hardOpenai);
    expect(await at(0)).toBe(TINY_MODELS.hardGoogle);
  });

  it('caps the expected answer by max_tokens', async () => {
    const { router } = await createHarness();
    const { decision } = await router.decide(ask(PROOF, { maxOutputTokens: 10 }), {});
    const openai = decision.candidates.find(({ model }) => model === TINY_MODELS.hardOpenai);
    expect(openai?.cost_usd).toBeCloseTo((decision.features.request_tokens * 5 + 10 * 20) / 1e6, 12);
  });

  it('obeys bucket names, bucket overrides and explicit models', async () => {
    const { router } = await createHarness();
    expect((await router.decide(ask(GREETING, { model: 'heimdall/hard' }), {})).decision).toMatchObject({
      bucket: 'hard',
      mode: 'bucket',
      guardrails: [{ id: 'bucket_override' }],
    });
    expect((await router.decide(ask(PROOF), {}, { bucket: 'cheap' })).decision.bucket).toBe('cheap');
    expect(
      (await router.decide(ask(GREETING, { model: `${TINY_MODELS.hardOpenai}@high` }), {})).decision,
    ).toMatchObject({
      mode: 'explicit',
      model: TINY_MODELS.hardOpenai,
      effort: 'high',
      provider: 'openai',
      margin: null,
    });
    expect((await router.decide(ask(GREETING), {}, { model: 'mid-one' })).decision.model).toBe(TINY_MODELS.midOpenai);
  });

  it('names an unknown model, and a model without a key', async () => {
    const { router } = await createHarness(routerConfig({}, { configuredProviders: new Set(['openai']) }));
    expect(() => router.decide(ask(GREETING, { model: 'gpt-99' }), {})).toThrow('Model "gpt-99" is not known');
    expect(() => router.decide(ask(GREETING, { model: TINY_MODELS.hardGoogle }), {})).toThrow('no key for google');
  });

  it('sends an explicit model what it was asked for, with a note, and assumes nothing silently', async () => {
    const { router } = await createHarness();
    const long = 'code '.repeat(60_000);
    const { decision } = await router.decide(ask(long, { model: TINY_MODELS.unpriced }), {});
    expect(decision.notes.join('\n')).toMatch(/context 32000 </);
    expect(decision.notes.join('\n')).toMatch(/no quality data/);
    expect(decision.notes.join('\n')).toMatch(/is unpriced/);
    expect(decision.candidates[0]).toMatchObject({ cost_usd: null, quality: 0.5 });
  });

  describe('capabilities and context', () => {
    it('leaves out candidates that cannot take tools or images, with the reason', async () => {
      const { router } = await createHarness();
      const tools = (await router.decide(ask(GREETING, { tools: 2, toolsChars: 300 }), {})).decision;
      expect(tools.excluded).toContainEqual({ model: TINY_MODELS.cheapB, effort: null, reason: 'does not take tools' });
      const image = (
        await router.decide(
          ask(GREETING, { messages: [{ role: 'user', text: GREETING, images: 1, toolCalls: 0 }] }),
          {},
        )
      ).decision;
      expect(image.bucket).toBe('mid');
      expect(image.guardrails.map(({ id }) => id)).toEqual(['threshold_cheap', 'bucket_empty']);
    });

    it('sends what no cheap and mid candidate can hold to hard', async () => {
      const { router } = await createHarness(routerConfig({ router: { long_context_tokens: 10_000_000 } }));
      const { decision } = await router.decide(ask('many '.repeat(300_000)), {});
      expect(decision.guardrails[0]?.id).toBe('context_over_cheap_and_mid');
      expect(decision.bucket).toBe('hard');
      expect(decision.features.embedded_tokens).toBe(512);
      expect(decision.features.prompt_tokens).toBeGreaterThan(200_000);
    });

    it('biases very long inputs to long-context models', async () => {
      const { router } = await createHarness(routerConfig({ router: { long_context_tokens: 210_000 } }));
      const { decision } = await router.decide(ask('many '.repeat(220_000)), {});
      expect(decision.guardrails.map(({ id }) => id)).toContain('long_context');
      expect(decision.model).toBe(TINY_MODELS.hardGoogle);
    });

    it('penalises a window that is over 80 % full', async () => {
      const { router } = await createHarness(routerConfig({ router: { long_context_tokens: 10_000_000 } }));
      const { decision } = await router.decide(ask('many '.repeat(330_000), { model: 'heimdall/hard' }), {});
      expect(decision.candidates.find(({ model }) => model === TINY_MODELS.hardOpenai)?.penalties.ctx_over_80pct).toBe(
        0.15,
      );
      expect(decision.candidates.find(({ model }) => model === TINY_MODELS.hardGoogle)?.penalty).toBe(0);
    });

    it('says so when nothing is large enough', async () => {
      const { router } = await createHarness();
      expect(() => router.decide(ask('many '.repeat(1_500_000)), {})).toThrow(/more than any candidate takes/);
    });
  });

  describe('credentials', () => {
    it('gives Claude to a caller with an Anthropic OAuth token, and to nobody else', async () => {
      const { router } = await createHarness();
      const owner = await router.decide(ask(MIDDLING), CLAUDE_CODE, {}, 'anthropic');
      expect(owner.decision).toMatchObject({ model: TINY_MODELS.midClaude, provider: 'anthropic' });
      expect(owner.decision.auth).toEqual({
        adapter: 'anthropic-oauth',
        provider: 'anthropic',
        credential_class: 'oauth',
        reference: '..xxx',
        unused_because: null,
      });
      expect(JSON.stringify(owner.decision)).not.toContain('sk-ant-oat01');
      const other = (await router.decide(ask(MIDDLING), {})).decision;
      expect(other.model).toBe(TINY_MODELS.midOpenai);
      expect(other.excluded).toContainEqual({
        model: TINY_MODELS.midClaude,
        effort: null,
        reason: 'no Anthropic credential',
      });
    });

    it('does not use a Claude subscription for another client, and says why', async () => {
      const { router } = await createHarness();
      const headers = { ...CLAUDE_CODE, 'user-agent': 'Anthropic/JS 1.12.0' };
      const { decision, auth } = await router.decide(ask(MIDDLING), headers, {}, 'anthropic');
      expect(decision.model).toBe(TINY_MODELS.midOpenai);
      expect(decision.auth).toMatchObject({
        adapter: 'anthropic-oauth',
        credential_class: 'oauth',
        provider: 'anthropic',
      });
      const why = decision.auth.unused_because ?? '';
      expect(why).toMatch(/Use an API key of Anthropic/);
      expect(decision.excluded.find(({ model }) => model === TINY_MODELS.midClaude)?.reason).toBe(why);
      expect(decision.notes).toContain(`the credential of the request was not used: ${why}`);
      expect(auth?.problem?.code).toBe('auth_not_usable');
      // A decision for the genuine client must not come out of the cache for this one, nor the other way round.
      const genuine = await router.decide(ask(MIDDLING), CLAUDE_CODE, {}, 'anthropic');
      expect(genuine.decision).toMatchObject({ model: TINY_MODELS.midClaude, cache: { state: 'miss' } });
    });

    it('fails with what is wrong with the credential when there is no other way', async () => {
      const { router } = await createHarness(routerConfig({}, { configuredProviders: new Set() }));
      const code = 'auth_not_usable';
      for (const model of [TINY_MODELS.midClaude, 'heimdall/auto']) {
        expect(() => router.decide({ ...ask(MIDDLING), model }, CLAUDE_CODE, {}, 'openai-chat')).toThrow(
          expect.objectContaining({ code }),
        );
      }
    });

    it('falls back to the next bucket when no key serves one', async () => {
      const { router } = await createHarness(routerConfig({}, { configuredProviders: new Set(['google']) }));
      const { decision } = await router.decide(ask(GREETING), {});
      expect(decision.bucket).toBe('hard');
      expect(decision.provider).toBe('google');
    });

    it('uses the simulator while it stands in, but never for Claude', async () => {
      const { router } = await createHarness(
        routerConfig({}, { configuredProviders: new Set(), simulatorActive: true }),
      );
      const { decision } = await router.decide(ask(MIDDLING), {});
      expect(decision.provider).toBe('simulator');
      expect(decision.excluded.map(({ model }) => model)).toEqual([TINY_MODELS.midClaude]);
    });

    it('refuses when there is nothing to call', async () => {
      const { router } = await createHarness(routerConfig({}, { configuredProviders: new Set() }));
      expect(() => router.decide(ask(GREETING), {})).toThrow(
        /No candidate can take this request: no key for openrouter/,
      );
    });

    it('ignores credentials when auth is off', async () => {
      const { router } = await createHarness(routerConfig({ enable_auth: false }));
      const { auth } = await router.decide(ask(GREETING), { authorization: 'Bearer sk-proj-abcdefghijklmnop' });
      expect(auth).toBeNull();
    });
  });

  describe('cache', () => {
    it('answers the same request from the cache with a new id', async () => {
      const { router } = await createHarness();
      const first = (await router.decide(ask(GREETING), {})).decision;
      const second = (await router.decide(ask(GREETING), {})).decision;
      expect(first.cache.state).toBe('miss');
      expect(second.cache.state).toBe('hit');
      expect(second.id).not.toBe(first.id);
      expect(second.candidates).toEqual(first.candidates);
      expect(router.cacheStats()).toMatchObject({ entries: 1, hits: 1, misses: 1 });
    });

    it('keeps alpha, overrides, credential class and configuration apart', async () => {
      const { router, setConfig } = await createHarness();
      await router.decide(ask(GREETING), {});
      const state = async (...args: Parameters<typeof router.decide>) =>
        (await router.decide(...args)).decision.cache.state;
      expect(await state(ask(GREETING), {}, { alpha: 0.9 })).toBe('miss');
      expect(await state(ask(GREETING), {}, { bucket: 'hard' })).toBe('miss');
      expect(await state(ask(GREETING, { maxOutputTokens: 5 }), {})).toBe('miss');
      expect(await state(ask(GREETING), { authorization: 'Bearer sk-proj-abcdefghijklmnop' })).toBe('miss');
      setConfig(routerConfig({}, { revision: 'r2' }));
      expect(await state(ask(GREETING), {})).toBe('miss');
      expect(await state(ask(GREETING), {})).toBe('hit');
    });

    it('forgets after the TTL, on request, and when it is off', async () => {
      const { router, clock, setConfig } = await createHarness(routerConfig({ cache_ttl: 10 }));
      const state = async () => (await router.decide(ask(GREETING), {})).decision.cache.state;
      await state();
      clock.advance(10_001);
      expect(await state()).toBe('miss');
      expect(router.clearCache()).toBe(1);
      expect(await state()).toBe('miss');
      setConfig(routerConfig({ enable_caching: false }, { revision: 'off' }));
      expect(await state()).toBe('off');
    });
  });

  describe('embedders', () => {
    const failing: Embedder = { id: 'broken', embed: () => Promise.reject(new Error('no')) };

    it('uses the hashed embedding when the embedder fails, says so, and does not keep the decision', async () => {
      const { router } = await createHarness(routerConfig(), { embedder: failing });
      const { decision } = await router.decide(ask(GREETING), {});
      expect(decision.features).toMatchObject({ embedder: 'hashed', embedding_fallback: true });
      expect(decision.notes[0]).toContain('broken failed');
      expect((await router.decide(ask(GREETING), {})).decision.cache.state).toBe('miss');
    });

    it('uses it when one throws at once or misses its budget', async () => {
      const thrower: Embedder = {
        id: 'thrower',
        embed: () => {
          throw new Error('no');
        },
      };
      const one = await createHarness(routerConfig(), { embedder: thrower });
      expect((await one.router.decide(ask(GREETING), {})).decision.features.embedder).toBe('hashed');
      const slow: Embedder = { id: 'slow', embed: () => new Promise(() => {}) };
      const two = await createHarness(routerConfig(), { embedder: slow, deadline: () => Promise.resolve(undefined) });
      const { decision } = await two.router.decide(ask(GREETING), {});
      expect(decision.notes[0]).toContain('took over 25 ms');
      const own = { embedder: slow, deadline: () => Promise.resolve(undefined) };
      const three = await createHarness(routerConfig({ embedding_timeout: 7 }), own);
      expect((await three.router.decide(ask(GREETING), {})).decision.notes[0]).toContain('took over 7 ms');
    });

    it('takes the vector of an asynchronous embedder', async () => {
      const vector = new Float32Array(384);
      vector[1] = 1;
      const other: Embedder = { id: 'other', embed: () => Promise.resolve({ vector, tokens: 1, embeddedTokens: 1 }) };
      const { router } = await createHarness(routerConfig(), { embedder: other, embeddingCacheSize: 0 });
      const { decision } = await router.decide(ask(GREETING), {});
      expect(decision.features).toMatchObject({ embedder: 'other', embedding_fallback: false, map_xy: [0, 1] });
      expect(decision.features.clusters[0]).toMatchObject({ id: 1, similarity: 1, weight: 1 });
    });
  });

  describe('after the decision', () => {
    it('names the candidates of other buckets, scored for the same request', async () => {
      const { router } = await createHarness();
      const { decision, candidatesOf } = await router.decide(ask(GREETING, { tools: 1 }), {});
      expect(decision.bucket).toBe('cheap');
      expect(candidatesOf('cheap')).toEqual(decision.candidates);
      const [mid] = candidatesOf('mid');
      const asked = await router.decide(ask(GREETING, { tools: 1 }), {}, { bucket: 'mid' });
      expect(mid).toEqual(asked.decision.candidates[0]);
      // From the decision cache, too.
      const again = await router.decide(ask(GREETING, { tools: 1 }), {});
      expect(again.decision.cache.state).toBe('hit');
      expect(again.candidatesOf('mid')[0]).toEqual(mid);
    });

    it('no longer keeps a caller to the subscription', async () => {
      const { router } = await createHarness();
      const { decision, candidatesOf } = await router.decide(
        ask(GREETING),
        CLAUDE_CODE,
        { bucket: 'mid' },
        'anthropic',
      );
      expect(decision.candidates.map(({ model }) => model)).toEqual([TINY_MODELS.midClaude]);
      expect(candidatesOf('mid').map(({ model }) => model)).toContain(TINY_MODELS.midOpenai);
    });
  });

  describe('plugins', () => {
    it('lets a hook steer, add features and penalties, and records it', async () => {
      const { router } = await createHarness(routerConfig(), {
        plugins: [
          {
            name: 'steer',
            preHook: () => ({ overrides: { bucket: 'hard' }, note: 'asked nicely' }),
            features: [{ name: 'exclamations', extract: (_request, prompt) => prompt.split('!').length - 1 }],
            penalty: ({ model, customFeatures }) =>
              model === TINY_MODELS.hardGoogle ? (customFeatures.exclamations ?? 0) : 0,
          },
        ],
      });
      const { decision } = await router.decide(ask('hello!'), {});
      expect(decision.bucket).toBe('hard');
      expect(decision.features.custom).toEqual({ exclamations: 1 });
      expect(decision.notes).toContain('plugin steer: asked nicely');
      expect(decision.candidates.at(-1)).toMatchObject({ model: TINY_MODELS.hardGoogle, penalties: { custom: 1 } });
    });

    it('lets a hook deny', async () => {
      const { router } = await createHarness(routerConfig(), {
        plugins: [{ name: 'no', preHook: () => ({ deny: 'not today' }) }],
      });
      await expect(router.decide(ask(GREETING), {})).rejects.toMatchObject({
        code: 'request_denied',
        message: 'Denied by no: not today',
      });
    });

    it('lets a hook answer, and asks nobody after it', async () => {
      let asked = 0;
      const { router } = await createHarness(routerConfig(), {
        plugins: [
          { name: 'cache', preHook: async () => ({ answer: { text: 'known' } }) },
          { name: 'later', preHook: () => void asked++ },
        ],
      });
      const { decision, answer } = await router.decide(ask(GREETING), {});
      expect(answer).toEqual({ text: 'known', plugin: 'cache' });
      expect(decision.notes).toContain('plugin cache: answered');
      expect(asked).toBe(0);
    });

    it('does not wait for a slow hook, before or after the answer', async () => {
      const never = new Promise<never>(() => {});
      const ended: string[] = [];
      const plugins: Plugin[] = [
        { name: 'slow', preHook: () => never, postHook: () => never },
        { name: 'quick', preHook: async () => ({ note: 'here' }), postHook: async () => void ended.push('quick') },
      ];
      const budgets: number[] = [];
      const deadline = async <T>(promise: Promise<T>, ms: number): Promise<T | undefined> => {
        budgets.push(ms);
        return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(resolve, 10))]);
      };
      const { router } = await createHarness(routerConfig({ hook_timeout: 40 }), { plugins, deadline });
      const { decision } = await router.decide(ask(GREETING), {});
      expect(decision.notes).toEqual([
        'plugin slow: preHook took longer than 40 ms and was skipped',
        'plugin quick: here',
      ]);
      await router.recordOutcome(decision, outcome(decision.model, 10));
      expect(ended).toEqual(['quick']);
      expect(new Set(budgets)).toEqual(new Set([40]));
    });

    it('shows hooks no token', async () => {
      const seen: unknown[] = [];
      const { router } = await createHarness(routerConfig(), {
        plugins: [{ name: 'nosy', preHook: (context) => void seen.push(context.auth) }],
      });
      await router.decide(ask(GREETING), { authorization: 'Bearer sk-proj-abcdefghijklmnopqrstuvwxyz0123456789' });
      expect(seen).toEqual([{ adapter: 'openai-key', type: 'api-key', provider: 'openai' }]);
    });

    it('survives plugins that throw or return nonsense', async () => {
      const boom = () => {
        throw new Error('secret prompt text');
      };
      const { router } = await createHarness(routerConfig(), {
        plugins: [
          { name: 'bad', preHook: boom, postHook: boom, penalty: boom, features: [{ name: 'f', extract: boom }] },
          {
            name: 'nan',
            preHook: () => undefined,
            penalty: () => Number.NaN,
            features: [{ name: 'g', extract: () => Number.NaN }],
          },
        ],
      });
      const { decision } = await router.decide(ask(GREETING), {});
      expect(decision.features.custom).toEqual({});
      expect(decision.notes).toContain('plugin bad: preHook failed and was skipped');
      expect(JSON.stringify(decision)).not.toContain('secret prompt text');
      await expect(router.recordOutcome(decision, outcome(decision.model, 10))).resolves.toBeUndefined();
    });
  });

  describe('explanations', () => {
    it('adds up to the raw scores and names who takes over at which alpha', async () => {
      const { router } = await createHarness();
      const { decision } = await router.decide(ask(PROOF), {});
      const explanation = router.explain(decision, null);
      for (const bucket of ['cheap', 'mid', 'hard'] as const) {
        const sum = explanation.contributions[bucket].reduce(
          (total, { value }) => total + value,
          explanation.base[bucket],
        );
        expect(sum).toBeCloseTo(decision.raw_scores[bucket], 9);
      }
      expect(explanation.contributions.hard[0]?.group).toBe('math_word_share');
      expect(explanation.summary).toContain('Bucket hard because p(hard)');
      expect(explanation.summary).toMatch(/flips to .* at alpha (below|above) 0\.\d\d/);
      expect(explanation.segments.at(-1)?.to).toBe(1);
    });

    it('works from the text when the row is gone, and without contributions when both are', async () => {
      const one = await createHarness();
      const { decision } = await one.router.decide(ask(PROOF), {});
      const two = await createHarness();
      expect(two.router.explain(decision, PROOF)).toEqual(one.router.explain(decision, null));
      expect(
        two.router.explain({ ...decision, cache: { state: 'off', key: 'other' } }, null).contributions.hard,
      ).toEqual([]);
    });

    it('explains explicit choices and single candidates', async () => {
      const { router } = await createHarness();
      const explicit = (await router.decide(ask(PROOF, { model: TINY_MODELS.midOpenai }), {})).decision;
      expect(router.explain(explicit, null).summary).toBe(
        'The request asked for openai/mid-one; the triage would have said hard.',
      );
      const single = (await router.decide(ask(MIDDLING), {})).decision;
      expect(router.explain(single, null).summary).toContain('is its only candidate');
      expect(router.explain({ ...single, candidates: [] }, null).summary).toContain('No candidate');
    });
  });

  it('puts observed latency in force only when it is published', async () => {
    const { router } = await createHarness();
    const { decision } = await router.decide(ask(PROOF), {});
    for (let index = 0; index < 30; index++)
      await router.recordOutcome(decision, outcome(decision.model, index % 2 ? 100 : 900));
    const before = (await router.decide(ask(PROOF), {})).decision;
    expect(before.cache.state).toBe('hit');
    router.publishLatency();
    const after = (await router.decide(ask(PROOF), {})).decision;
    expect(after.cache.state).toBe('miss');
    expect(after.config_revision).toBe('r1.1');
    const penalised = after.candidates.find(({ model }) => model === decision.model);
    expect(penalised?.penalties.latency_sd).toBeCloseTo(0.05 * (406.83 / 500), 3);
  });

  it('serves models that the configuration adds', async () => {
    const local = {
      id: 'llama-local',
      provider: 'ollama',
      upstreamId: 'llama3',
      contextTokens: null,
      inputUsdPerMtok: 0,
      outputUsdPerMtok: 0,
    };
    const { router } = await createHarness(
      routerConfig(
        {
          router: {
            cheap_candidates: [
              { model: 'llama-local', effort: null },
              { model: 'unheard-of', effort: null },
            ],
          },
        },
        { configuredProviders: new Set(['ollama']), extraModels: new Map([[local.id, local]]) },
      ),
    );
    const { decision } = await router.decide(ask(GREETING), {});
    expect(decision).toMatchObject({ bucket: 'cheap', model: 'llama-local', provider: 'ollama' });
    expect(decision.candidates[0]).toMatchObject({ cost: 0, cost_usd: 0, quality: 0.5 });
  });
});

function outcome(model: string, ms: number) {
  return {
    ...emptyOutcome('ok', false),
    status: 'ok',
    http_status: 200,
    error_code: null,
    served_model: model,
    served_provider: 'openai',
    simulated: false,
    streamed: false,
    attempts: [] as never[],
    input_tokens: 1,
    output_tokens: 1,
    usage_reported: true,
    cost_usd: 0,
    ttft_ms: 1,
    total_ms: ms,
    response_cache: 'off',
    saved_usd: null,
    overhead_ms: 1,
    dropped: [] as never[],
    stopped_by: null,
  } as const;
}
