import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { violations } from './fixtures/violations.ts';
import { prompts } from './prompts.ts';

// Everything is cheap: that bucket has models that take no images.
pricedTest.use({ moreSettings: 'router: { thresholds: { cheap: 0.001, hard: 0.999 } }\n' });

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

pricedTest(
  'an answer streams in with its speed, and its cost is an estimate before and measured after',
  async ({ running, shell, upstream }) => {
    const { page } = running;
    const words = Array.from({ length: 30 }, (_, index) => ` word${index}`);
    upstream.next({ kind: 'answer', words, chunkMs: 60 });
    await shell.open('playground');
    await page.getByTestId('turn-user').fill(prompts.greeting);
    await expect(page.getByTestId('run-estimate')).toHaveText(/1 answer: \$0\.\d+ est\./);
    await page.getByTestId('turn-user').press('Control+Enter');
    const run = page.getByTestId('run');
    await expect(run.getByTestId('run-text')).toContainText('word2');
    // It is on its way: what is here is not all of it.
    await expect(run.getByTestId('run-text')).not.toContainText('word29', { timeout: 1 });
    await expect(run.getByTestId('run-first')).toHaveText(/first word \d/);
    await expect(run.getByTestId('run-cost')).toHaveText(/\$0\.\d+ est\.$/);
    // What has come is there after another view, and the rest goes on coming.
    await shell.open('tune');
    await shell.open('playground');
    await expect(run.getByTestId('run-text')).toContainText('word0 word1');
    await expect(run.getByTestId('run-text')).toContainText('word29');
    await expect(run.getByTestId('run-cost')).toHaveText(/\$0\.\d+ measured, was \$0\.\d+ est\./);
    await expect(run.getByTestId('run-speed')).toHaveText(/^[\d.]+ tokens\/s$/);
    await expect(run).toContainText('12 + 6 tokens');
    expect(page.url()).not.toContain('today');
  },
);

pricedTest(
  'Escape stops an answer, which the provider sees as a closed connection',
  async ({ running, shell, upstream }) => {
    const { page } = running;
    upstream.next({ kind: 'stall', afterChunks: 4 });
    await shell.open('playground');
    await page.getByTestId('turn-user').fill(prompts.greeting);
    await page.getByTestId('turn-user').press('Control+Enter');
    await expect(page.getByTestId('run-text')).toContainText('Hello from the');
    await expect(page.getByRole('button', { name: /^Stop/ })).toBeVisible();
    await page.getByTestId('turn-user').press('Escape');
    await upstream.requests[0]?.closedEarly;
    await expect(page.getByTestId('run')).toContainText('Stopped: the provider was told');
    await expect(page.getByTestId('run-text')).toContainText('Hello from the');
    await expect(page.getByRole('button', { name: /^Stop/ })).toHaveCount(0);
  },
);

pricedTest(
  'an error stands in the place of the answer with what to do; sending again answers',
  async ({ running, shell, upstream }) => {
    const { page } = running;
    // The choice and every fallback of its buckets.
    upstream.next(...Array.from({ length: 12 }, () => ({ kind: 'status', status: 401 }) as const));
    await shell.open('playground');
    await page.getByTestId('turn-user').fill(prompts.greeting);
    await page.getByTestId('turn-user').press('Control+Enter');
    const failed = page.getByTestId('run-error');
    await expect(failed).toHaveAttribute('data-code', 'auth_rejected');
    await expect(failed).toContainText('replace it');
    await expect(failed.getByRole('link', { name: 'Open the keys' })).toBeVisible();
    expect(await violations(page, 'playground, failed')).toEqual([]);
    upstream.reset();
    await failed.getByRole('button', { name: 'Send again' }).click();
    await expect(page.getByTestId('run-text')).toContainText('Hello from the fake upstream.');
  },
);

pricedTest(
  'images are picked, pasted and dropped, and reach the provider; a large one is refused',
  async ({ running, shell, upstream }) => {
    const { page } = running;
    await shell.open('playground');
    const editor = page.getByTestId('turn-user');
    await editor.fill('What is in these pictures?');
    await page.getByTestId('image-picker').setInputFiles({ name: 'picked.png', mimeType: 'image/png', buffer: PIXEL });
    await expect(page.getByAltText('picked.png')).toBeVisible();
    const bytes = [...PIXEL];
    for (const [type, name] of [
      ['paste', 'pasted.png'],
      ['drop', 'dropped.png'],
    ] as const) {
      await editor.evaluate(
        (element, event) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(event.bytes)], event.name, { type: 'image/png' }));
          const init = { bubbles: true, cancelable: true };
          element.dispatchEvent(
            event.type === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: transfer })
              : new DragEvent('drop', { ...init, dataTransfer: transfer }),
          );
        },
        { type, name, bytes },
      );
      await expect(page.getByAltText(name)).toBeVisible();
    }
    const large = { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(5_400_000) };
    await page.getByTestId('image-picker').setInputFiles(large);
    await expect(page.getByTestId('refused-images')).toContainText(
      '“large.png” has 5.4 MB; providers take 5 MB at most',
    );

    expect(await violations(page, 'playground, images')).toEqual([]);
    await page.getByRole('button', { name: 'Take dropped.png out' }).click();
    await editor.press('Control+Enter');
    await expect(page.getByTestId('run-text')).toContainText('Hello from the fake upstream.');
    const content = upstream.requests[0]?.body.messages[0].content;
    expect(content).toHaveLength(3);
    expect(content[1].image_url.url).toBe(`data:image/png;base64,${PIXEL.toString('base64')}`);
    await expect(page.getByTestId('playground-decision')).toContainText('does not take images');
  },
);

pricedTest(
  'a request that was sent to another model answers beside the original, as it comes',
  async ({ endpoint, live, running, upstream }) => {
    const { page } = running;
    const original = await endpoint.chat(prompts.greeting);
    await live.inspect(original.decisionId);
    await page.getByTestId('live-grid').focus();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Send to…').click();
    await dialog.getByRole('combobox', { name: 'Model' }).fill('openai/gpt-5-mini');
    const words = Array.from({ length: 40 }, (_, index) => ` word${index}`);
    upstream.next({ kind: 'answer', words, chunkMs: 60 });
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    const answers = page.getByTestId('compare-answers').getByTestId('run-text');
    await expect(answers).toHaveCount(2);
    await expect(answers.first()).toContainText('Hello from the fake upstream.');
    await expect(answers.last()).toContainText('word39');
  },
);
