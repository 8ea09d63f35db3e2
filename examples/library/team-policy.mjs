// @ts-check
/**
 * A router with a policy of its own: a feature that every decision records, a penalty that reads it, and a credential
 * of the company's that no built-in adapter knows.
 *
 *   node examples/library/team-policy.mjs
 */
import { createRouter, openArtifact, promptRequest } from 'heimdall/core';
import { definePlugin } from 'heimdall/plugin';

/** German goes to models that are not OpenAI's while others are as good: an example of a rule, not a recommendation. */
const policy = definePlugin({
  name: 'team-policy',
  features: [
    { name: 'german', extract: (_request, prompt) => (/\b(und|nicht|bitte|der|die|das)\b/i.test(prompt) ? 1 : 0) },
  ],
  penalty: ({ model, customFeatures }) => (customFeatures.german === 1 && model.startsWith('openai/') ? 0.2 : 0),
  authAdapters: [
    {
      name: 'badge',
      detect: (headers) => typeof headers['x-badge'] === 'string',
      extract: (headers) => ({
        adapter: 'badge',
        type: 'api-key',
        provider: 'openrouter',
        token: String(headers['x-badge']),
      }),
      apply: ({ token }) => ({ 'x-badge': token }),
    },
  ],
});

const router = createRouter({
  artifact: await openArtifact(),
  plugins: [policy],
  // Only OpenAI has a key here; who brings a badge can be sent to OpenRouter as well.
  providers: ['openai'],
});

for (const prompt of ['Please sort this list.', 'Bitte sortiere die Liste.']) {
  for (const headers of [{}, { 'x-badge': 'badge-0123456789abcdef' }]) {
    const { decision } = await router.decide(promptRequest(prompt), headers);
    const [choice] = decision.candidates;
    console.log(
      [
        prompt,
        `credential ${decision.auth.adapter}`,
        `german ${decision.features.custom.german}`,
        `${decision.model} at ${decision.provider}`,
        `penalty ${choice?.penalties.custom}`,
      ].join(' | '),
    );
  }
}
