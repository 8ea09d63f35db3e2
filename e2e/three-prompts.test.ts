import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

const expected = [
  { kind: 'greeting', buckets: ['cheap'] },
  { kind: 'coding', buckets: ['cheap', 'mid'] },
  { kind: 'proof', buckets: ['hard'] },
] as const;

test('a greeting, a small coding task and a hard proof go where they belong, and the inspector says why', async ({
  endpoint,
  live,
}) => {
  for (const { kind, buckets } of expected) {
    await test.step(kind, async () => {
      const answer = await endpoint.chat(prompts[kind]);
      expect(buckets as readonly string[]).toContain(answer.bucket);
      const inspector = await live.inspect(answer.decisionId);
      await expect(inspector.bucket()).toHaveAttribute('data-bucket', answer.bucket);
      await expect(inspector.model()).toHaveAttribute('data-model', answer.model);
      // The sentence is about this decision: it names what was chosen.
      const name = answer.model.split('/').at(-1) ?? '';
      await expect(inspector.summary()).toContainText(name);
      await expect(inspector.summary()).toContainText(answer.bucket);
    });
  }
});
