// @ts-check
/**
 * Where would these prompts go, why, and what would a thriftier alpha choose? Calls nobody.
 *
 *   node examples/library/route-prompts.mjs "Hello!" "Prove that there are infinitely many primes."
 */
import { alphaScore, bestCandidate, createRouter, openArtifact, promptRequest } from 'heimdall/core';

const THRIFTY = 0.3;
const given = process.argv.slice(2);
const prompts =
  given.length > 0 ? given : ['Hello!', 'Write a function that reverses a list.', 'Prove Fermat’s last theorem.'];

const router = createRouter({
  artifact: await openArtifact(),
  settings: { router: { alpha: 0.8 } },
  providers: ['openai', 'openrouter'],
});

for (const prompt of prompts) {
  const { decision } = await router.decide(promptRequest(prompt));
  const { summary } = router.explain(decision, prompt);
  console.log(`${prompt}\n  ${decision.bucket}: ${decision.model}\n  ${summary}`);

  const other = decision.candidates[bestCandidate(THRIFTY, decision.candidates)];
  if (other !== undefined) {
    console.log(`  at alpha ${THRIFTY}: ${other.model}, score ${alphaScore(THRIFTY, other).toFixed(3)}`);
  }
}
