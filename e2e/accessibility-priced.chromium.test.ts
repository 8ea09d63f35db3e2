import { AxeBuilder } from '@axe-core/playwright';
import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// The ledger and the caches with something in them: without a provider both are empty.
pricedTest.use({ moreSettings: 'response_cache: { enabled: true, mode: exact_then_semantic, embedder: static }\n' });

for (const theme of ['dark', 'light'] as const) {
  pricedTest(
    `savings and cache, full, have no violation in the ${theme} theme`,
    async ({ endpoint, running, shell }) => {
      const { page } = running;
      for (const text of [prompts.coding, prompts.coding, 'is it safe for dogs?', 'is it not safe for dogs?']) {
        await endpoint.chat(text);
      }
      await shell.chooseTheme(theme);
      for (const [view, shown] of [
        ['savings', 'savings-actual'],
        ['cache', 'cache-entry'],
      ] as const) {
        await shell.open(view);
        await expect(page.getByTestId(shown).first()).toBeVisible();
        await page.waitForTimeout(300);
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${view}: ${id} at ${target}`))).toEqual(
          [],
        );
      }
    },
  );
}
