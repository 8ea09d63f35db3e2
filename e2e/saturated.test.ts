import { expect, test } from './fixtures/console-test.ts';
import type { Endpoint } from './pages/endpoint.ts';
import { prompts } from './prompts.ts';

const APPS = 64;

/** Apps of which each asks again as soon as it is answered, until `stop`. */
function flood(endpoint: Endpoint) {
  let going = true;
  let answered = 0;
  const failures: unknown[] = [];
  const app = async (name: number): Promise<void> => {
    for (let turn = 0; going; turn++) {
      try {
        await endpoint.route(`Question ${turn} of app ${name}: ${prompts.coding}`);
        answered++;
      } catch (error) {
        failures.push(error);
        return;
      }
    }
  };
  const apps = Array.from({ length: APPS }, (_, name) => app(name));
  const stop = async () => {
    going = false;
    await Promise.all(apps);
  };
  return { answered: () => answered, failures, stop };
}

test('saturated: the window answers while apps ask as fast as they are answered', async ({
  endpoint,
  latency,
  live,
  shell,
  tune,
}) => {
  const apps = flood(endpoint);
  /** Something that the person in front of the window does; the apps are answered meanwhile. */
  const meanwhile = async (act: () => Promise<void>) => {
    const before = apps.answered();
    await act();
    expect(apps.answered()).toBeGreaterThan(before);
  };
  try {
    await expect.poll(() => apps.answered()).toBeGreaterThan(5 * APPS);
    await meanwhile(async () => {
      await shell.open('tune');
      await tune.previewAlpha(0.95);
      await tune.apply(0.95);
    });
    expect((await endpoint.route(prompts.greeting)).alpha).toBe(0.95);
    await meanwhile(async () => {
      await shell.open('live');
      const { decisionId } = await endpoint.chat(prompts.greeting, 'another-app');
      await live.filter('app:another-app');
      await expect(live.rows()).toHaveCount(1);
      const inspector = await live.inspect(decisionId);
      await expect(inspector.model()).toBeVisible();
    });
    await meanwhile(async () => {
      await shell.open('latency');
      await expect(latency.count()).toHaveText(/^n=[1-9]/);
    });
  } finally {
    await apps.stop();
  }
  expect(apps.failures).toEqual([]);
});
