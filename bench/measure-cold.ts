import type { ChatRequest, Router } from '../src/core/index.ts';
import { type Rate, rate, summarize } from './statistics.ts';

/** Samples of a stage that are kept. */
const STAGE_SAMPLES = 50_000;
/** Turns of each router: what else the machine does then hits all of them alike. */
const TURNS = 6;

export interface ColdRate extends Rate {
  /** Median of each stage, in microseconds. */
  readonly stages_us: Readonly<Record<string, number>>;
}

interface Samples {
  readonly decisions: number[];
  readonly stages: Map<string, number[]>;
  /** Of each prompt, once. */
  readonly tokens: number[];
  elapsedMs: number;
}

/**
 * One decision after the other, no caches, real embedding: the routers in turn, each for `seconds` altogether after a
 * third of that to warm up.
 */
export async function measureCold<Name extends string>(
  routers: Readonly<Record<Name, Router>>,
  requests: readonly ChatRequest[],
  seconds: number,
): Promise<{ rates: Record<Name, ColdRate>; tokens: number[] }> {
  const each = (Object.entries(routers) as [Name, Router][]).map(([name, router]) => {
    const samples = noSamples();
    return { name, router, samples };
  });
  for (let turn = -2; turn < TURNS; turn++) {
    for (const { router, samples } of each) {
      // The first turns warm up.
      const kept = turn < 0 ? noSamples() : samples;
      const length = turn < 0 ? seconds / 6 : seconds / TURNS;
      await decideFor(length * 1_000, router, requests, kept);
    }
  }
  const rates = each.map(({ name, samples: { decisions, stages, elapsedMs } }) => {
    const medians = [...stages].map(([stage, us]) => [stage, summarize(us).p50]);
    return [name, { ...rate(decisions, elapsedMs), stages_us: Object.fromEntries(medians) }];
  });
  return { rates: Object.fromEntries(rates), tokens: each[0]?.samples.tokens ?? [] };
}

function noSamples(): Samples {
  return { decisions: [], stages: new Map(), tokens: [], elapsedMs: 0 };
}

async function decideFor(
  ms: number,
  router: Router,
  requests: readonly ChatRequest[],
  samples: Samples,
): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < ms) {
    const request = requests[samples.decisions.length % requests.length] as ChatRequest;
    const before = performance.now();
    const { decision } = await router.decide(request, {});
    samples.decisions.push((performance.now() - before) * 1_000);
    if (samples.tokens.length < requests.length) samples.tokens.push(decision.features.prompt_tokens);
    for (const [stage, us] of Object.entries(decision.timings_us)) {
      const kept = samples.stages.get(stage) ?? [];
      samples.stages.set(stage, kept);
      if (kept.length < STAGE_SAMPLES) kept.push(us);
    }
  }
  samples.elapsedMs += performance.now() - started;
}
