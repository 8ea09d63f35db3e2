// @ts-check
/**
 * Sends everything to the cheap bucket once a day's dollars are spent, and keeps long prompts off one model before.
 *
 *   plugins:
 *     - module: daily-budget.mjs
 *       options: { usd_per_day: 5, spare: openai/gpt-5, long_words: 400 }
 *
 * @param {{ usd_per_day: number, spare?: string, long_words?: number }} options
 * @returns {import('heimdall/plugin').Extension}
 */
export default function dailyBudget({ usd_per_day: limit, spare = '', long_words: long = 1_000 }) {
  if (!(limit > 0)) throw new Error('options.usd_per_day must be a number over 0.');
  let day = '';
  let spent = 0;

  function today() {
    const now = new Date().toISOString().slice(0, 10);
    if (now !== day) {
      day = now;
      spent = 0;
    }
    return spent;
  }

  return {
    name: 'daily-budget',
    preHook() {
      if (today() < limit) return undefined;
      return { overrides: { bucket: 'cheap' }, note: `the day's $${limit} are spent: cheap models alone` };
    },
    postHook(_decision, outcome) {
      today();
      spent += outcome.cost_usd ?? 0;
    },
    // A number of our own, which every decision records, and what it takes off a model's score.
    features: [{ name: 'words', extract: (_request, prompt) => prompt.split(/\s+/).length }],
    penalty: ({ model, customFeatures }) => (model === spare && customFeatures.words > long ? 0.2 : 0),
  };
}
