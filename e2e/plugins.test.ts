import { resolve } from 'node:path';
import { expect } from './fixtures/console-test.ts';
import { pricedTest } from './fixtures/priced-test.ts';
import { prompts } from './prompts.ts';

pricedTest.use({ moreSettings: `plugins: [{ module: '${resolve('examples/plugins/card-numbers.mjs')}' }]\n` });

pricedTest(
  'an extension that the settings name refuses a request, in the window as without it',
  async ({ endpoint }) => {
    expect((await endpoint.ask(prompts.greeting)).status).toBe(200);
    const refused = await endpoint.ask('charge 4111 1111 1111 1111 please');
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('card number')]);
  },
);
