import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

for (const theme of ['dark', 'light'] as const) {
  test(`no view has an accessibility violation in the ${theme} theme`, async ({ endpoint, live, running, shell }) => {
    await shell.chooseTheme(theme);
    const answer = await endpoint.chat(prompts.coding);
    await live.inspect(answer.decisionId);
    const violations: string[] = [];
    for (const view of ['live', 'tune', 'connect'] as const) {
      // The list stays open on the decision: the inspector is part of the view.
      if (view !== 'live') await shell.open(view);
      await running.page.waitForTimeout(300);
      const { violations: found } = await new AxeBuilder({ page: running.page }).analyze();
      violations.push(
        ...found.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${view}: ${id} at ${node.target} ${node.failureSummary}`),
        ),
      );
    }
    expect(violations).toEqual([]);
  });
}
