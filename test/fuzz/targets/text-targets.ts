import { createIdSource, createRouter, loadArtifact, promptRequest, type Router } from '../../../src/core/index.ts';
import { secureRandom, systemClock } from '../../../src/library/system-clock.ts';
import { parseFilter } from '../../../src/renderer/store/filter-query.ts';
import { routerConfig, silentLogger } from '../../helpers/router-harness.ts';
import { readerOf, sha256, tinyArtifactFiles } from '../../helpers/tiny-artifact.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

let opening: Promise<Router> | undefined;

/** Prompts, and what people type. */
export const textTargets: readonly FuzzTarget[] = [
  {
    name: 'prompt',
    seeds: [
      'Prove that $\\sqrt{2}$ is irrational.\n\n```ts\nconst a = (x: number) => x ** 2;\n```\nA) yes\nB) no',
      'Schreibe mir eine E-Mail. 日本語のテキスト。 🙂‍↕️ مرحبا \u202e',
      `${'a'.repeat(3_000)}\u0000\ud800${'\t'.repeat(3_000)}`,
    ],
    async run(bytes) {
      opening ??= openRouter();
      const router = await opening;
      // One half as text that may have lone surrogates, which JSON can bring.
      const text = bytes.length % 2 === 0 ? bytes.toString('utf8') : bytes.toString('utf16le');
      const { decision } = await router.decide(promptRequest(text), {});
      const { cheap, mid, hard } = decision.bucket_probabilities;
      if (Math.abs(cheap + mid + hard - 1) > 1e-9) throw new Error('probabilities do not sum to one');
      router.explain(decision, text);
    },
  },
  {
    name: 'filter',
    seeds: [
      'model:(a OR "b, c") -bucket:hard cost_usd:>$.01 total_ms:2s..4s is:error "two words"',
      'cluster:"law, ethics" p:>=10% -is:sample',
    ],
    run(bytes) {
      parseFilter(bytes.toString('utf8'));
    },
  },
];

async function openRouter(): Promise<Router> {
  const config = routerConfig({}, { simulatorActive: true });
  return createRouter({
    artifact: await loadArtifact(readerOf(tinyArtifactFiles()), sha256),
    config: () => config,
    clock: systemClock,
    ids: createIdSource(systemClock, secureRandom),
    logger: silentLogger,
  });
}
