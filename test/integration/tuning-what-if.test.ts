/** The preview of Tune against the real router: what it says other values would do is what the router then does. */

import { beforeAll, describe, expect, test } from 'vitest';
import { createRouter, type Router, type RouterConfig } from '../../src/core/index.ts';
import {
  type Alternative,
  alternativeKey,
  bucketUnder,
  previewWhatIf,
  type TuningValues,
  weigh,
} from '../../src/renderer/features/tune/what-if.ts';
import { bucketOfIndex, collectWhatIf } from '../../src/renderer/features/tune/what-if-set.ts';
import { targetName } from '../../src/renderer/store/candidate-pool.ts';
import { rangeRows } from '../../src/renderer/store/filtered-view.ts';
import { RecordRing } from '../../src/renderer/store/record-ring.ts';
import { BUCKETS, type Decision, emptyOutcome } from '../../src/shared/decision.ts';
import { BUILT_IN_PROFILES } from '../../src/shared/profiles.ts';
import { ask, manualClock, routerConfig, silentLogger } from '../helpers/router-harness.ts';
import { shippedArtifact } from '../helpers/shipped-artifact.ts';

const PENALTIES = { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 };
const TASKS = ['Translate', 'Prove', 'Refactor', 'Summarise', 'Debug', 'Explain', 'Design', 'Count the words of'];
const SUBJECTS = [
  'hello',
  'a lock-free queue in C++ with memory orderings',
  'that every finite integral domain is a field',
  'this SQL join so that it does not scan twice: SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.c_id',
  'the minutes of the meeting in five points',
  'a Python function that merges overlapping intervals',
  'the theorem of Wolstenholme for every prime p > 3',
  'a letter to the landlord',
];
const PROMPTS = TASKS.flatMap((task) => SUBJECTS.map((subject) => `${task} ${subject}.`));

let router: Router;
let inForce: RouterConfig;

async function decideAll(values: TuningValues): Promise<readonly Decision[]> {
  inForce = routerConfig(
    {
      enable_caching: false,
      router: { alpha: values.alpha, thresholds: values.thresholds, penalties: values.penalties },
    },
    { revision: JSON.stringify(values) },
  );
  return Promise.all(PROMPTS.map(async (prompt) => (await router.decide(ask(prompt), {})).decision));
}

let before: TuningValues;
let recorded: readonly Decision[];
const ring = new RecordRing();

beforeAll(async () => {
  const artifact = await shippedArtifact();
  let next = 0;
  inForce = routerConfig();
  router = createRouter({
    artifact,
    config: () => inForce,
    clock: manualClock(),
    ids: () => `dec_${++next}`,
    logger: silentLogger,
  });
  // Answer times that differ, so that the latency penalty has something to weigh.
  for (const target of artifact.manifest.routing.candidates.mid.concat(artifact.manifest.routing.candidates.hard)) {
    for (let round = 0; round < 40; round++) {
      const total_ms = 1_000 + ((round * (7 + target.model.length * 13)) % 17) * 40 * (target.model.length % 5);
      const outcome = { ...emptyOutcome('ok', false), served_model: target.model, total_ms };
      const { decision } = await router.decide(ask('warm up'), {});
      await router.recordOutcome(decision, outcome);
    }
  }
  router.publishLatency();
  before = { alpha: BUILT_IN_PROFILES.Balanced.alpha, thresholds: artifact.manifest.thresholds, penalties: PENALTIES };
  recorded = await decideAll(before);
  recorded.forEach((decision, index) => {
    ring.append({
      seq: index + 1,
      decision,
      outcome: emptyOutcome('decision-only', false),
      app: null,
      dialect: 'openai-chat',
      prompt_preview: null,
      sample: false,
      replay_of: null,
    });
  });
});

const name = ({ model, effort }: Decision) => targetName(model, effort);

describe('what the preview says is what the router does', () => {
  test.each<[string, (values: TuningValues) => TuningValues]>([
    ['the values in force', (values) => values],
    ['alpha 0', (values) => ({ ...values, alpha: 0 })],
    ['alpha 0.9', (values) => ({ ...values, alpha: 0.9 })],
    ['a heavier latency penalty', (values) => ({ ...values, penalties: { ...PENALTIES, latency_sd: 1.5 } })],
    ['no penalties', (values) => ({ ...values, penalties: { latency_sd: 0, ctx_over_80pct: 0, cold_cache: 0 } })],
    ['hard for everybody', (values) => ({ ...values, thresholds: { cheap: 1, hard: 0.05 } })],
    ['cheap for most', (values) => ({ ...values, thresholds: { cheap: 0.1, hard: 0.95 } })],
    [
      'all at once',
      () => ({
        alpha: 0.7,
        thresholds: { cheap: 0.3, hard: 0.4 },
        penalties: { latency_sd: 0.8, ctx_over_80pct: 0.4, cold_cache: 0.5 },
      }),
    ],
  ])('%s', async (_name, change) => {
    const values = change(before);
    const set = collectWhatIf(ring, rangeRows(ring.start, ring.end), 1_000);
    expect(set.replayed).toBe(PROMPTS.length);
    const weighed = weigh(set, values.penalties, true);

    // Asked as the console asks the host, while the recorded values are in force.
    await decideAll(before);
    const alternatives = new Map<number, Alternative | null>();
    for (let row = 0; row < set.rows; row++) {
      const bucket = bucketUnder(set, row, values.thresholds);
      if (bucket === set.ruleBucket[row]) continue;
      const decision = recorded[row] as Decision;
      const found = router.reroute(decision, bucketOfIndex(bucket), values.penalties);
      expect(found).not.toBeNull();
      if (found === null) continue;
      alternatives.set(alternativeKey(set.position[row] as number, bucket), {
        bucket: BUCKETS.indexOf(found.bucket),
        quality: found.candidates.map(({ quality }) => quality),
        cost: found.candidates.map(({ cost }) => cost),
        penalty: found.candidates.map(({ penalty }) => penalty),
        usd: found.candidates.map(({ cost_usd }) => cost_usd ?? Number.NaN),
        target: found.candidates.map(({ model, effort }) => ring.texts.idOf(targetName(model, effort))),
      });
    }
    const preview = previewWhatIf(set, weighed, values, alternatives);
    const after = await decideAll(values);

    expect(preview.rescored).toBe(PROMPTS.length);
    const flips = after.filter((decision, index) => name(decision) !== name(recorded[index] as Decision));
    const moved = after.filter(
      (decision, index) => decision.guardrails[0]?.bucket !== recorded[index]?.guardrails[0]?.bucket,
    );
    if (values !== before) expect(flips.length).toBeGreaterThan(0);
    expect([preview.flips, preview.moved]).toEqual([flips.length, moved.length]);
    const cost = after.reduce((sum, { candidates }) => sum + (candidates[0]?.cost_usd ?? Number.NaN), 0);
    const quality = after.reduce((sum, { candidates }) => sum + (candidates[0]?.quality ?? Number.NaN), 0);
    expect(preview.unpriced).toBe(0);
    expect(preview.costAfter).toBeCloseTo(cost, 9);
    expect(preview.qualityAfter).toBeCloseTo(quality / after.length, 9);
  });

  test('the router says nothing of a decision that it cannot reproduce', async () => {
    await decideAll(before);
    const [decision] = recorded as [Decision];
    const [choice, ...others] = decision.candidates;
    const odd = { ...decision, candidates: [{ ...choice, cost: (choice?.cost ?? 0) + 0.1 }, ...others] } as Decision;
    const bucket = BUCKETS.find((one) => one !== decision.bucket) ?? 'mid';
    expect(router.reroute(decision, bucket, PENALTIES)).not.toBeNull();
    expect(router.reroute(odd, bucket, PENALTIES)).toBeNull();
    expect(router.reroute({ ...decision, penalty_weights: null }, bucket, PENALTIES)).toBeNull();
    const warm = { ...decision, session: { ...decision.session, state: 'warm' as const } };
    expect(router.reroute(warm, bucket, PENALTIES)).toBeNull();
  });
});
