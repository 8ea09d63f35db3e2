import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeimdallBridge } from '../src/shared/console-contract.ts';
import { expect, test } from './fixtures/console-test.ts';

const KEY = 'sk-test-CANARY-of-the-window-xyz';

test('a key that is set in the window is stored encrypted and never given out', async ({ running }) => {
  const ask = async (name: string, input: unknown): Promise<unknown> => {
    const answer = await running.page.evaluate(
      ([request, value]) => (Reflect.get(window, 'heimdall') as HeimdallBridge).request(request as string, value),
      [name, input],
    );
    return JSON.parse(answer);
  };
  const set = await ask('keys.set', { provider: 'openai', key: KEY });
  const expected = { provider: 'openai', source: 'stored', variable: null, reference: '..xyz', in_force: true };
  expect(set).toMatchObject({ ok: true, value: { keys: [expected], problem: null } });
  const listed = await ask('keys.list', null);
  expect(listed).toEqual(set);
  // The operating system's key store where there is one; a display without a session has none.
  expect(listed).toMatchObject({ value: { held_by: expect.stringMatching(/^(?:os|file)$/) } });

  for (const name of ['secrets.json', 'vault-key.json']) {
    expect(statSync(join(running.home, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(running.home, name), 'utf8')).not.toContain('CANARY');
  }
  expect(await ask('keys.remove', { provider: 'openai' })).toMatchObject({ ok: true, value: { keys: [] } });
});
