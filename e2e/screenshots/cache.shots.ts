import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { expect } from '../fixtures/console-test.ts';
import { pricedTest } from '../fixtures/priced-test.ts';
import { prompts } from '../prompts.ts';

const views = join(root, 'docs', 'images');

pricedTest.use({ moreSettings: 'response_cache: { enabled: true, mode: exact_then_semantic, embedder: static }\n' });

pricedTest('pictures of the caches in both themes', async ({ endpoint, running, shell }) => {
  pricedTest.setTimeout(120_000);
  const { page } = running;
  for (const prompt of [...Object.values(prompts), ...Object.values(prompts), prompts.greeting]) {
    await endpoint.chat(prompt);
  }
  for (const text of ['is aspirin safe for dogs?', 'is aspirin not safe for dogs?', 'is aspirin safe for my dog?']) {
    await endpoint.chat(text);
  }
  for (const theme of ['dark', 'light'] as const) {
    await shell.chooseTheme(theme);
    await shell.open('cache');
    await expect(page.getByTestId('response-cache')).toBeVisible();
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(views, `cache-${theme}.png`), animations: 'disabled' });
  }
});
