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
      await expect(inspector.bucket()).toContainText(new RegExp(answer.bucket, 'i'));
      await expect(inspector.model()).toContainText(answer.model);
      await expect(inspector.summary()).not.toBeEmpty();
    });
  }
});
