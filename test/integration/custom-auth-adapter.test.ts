/** An auth adapter of somebody else's, from a caller's header to the provider. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { corporateAuthAdapter } from '../fixtures/auth/corporate-auth-adapter.ts';
import { startHost } from './host-harness.ts';

const upstream = new FakeOpenAiUpstream();
const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;

beforeEach(async () => {
  await upstream.start();
  onTestFinished(() => upstream.stop());
  upstream.reset();
});

function start(enabled = '[corporate-ticket, openai-key]', simulator = 'never') {
  return startHost({
    authAdapters: [corporateAuthAdapter],
    yaml: `
auth_adapters: { enabled: ${enabled} }
simulator: ${simulator}
providers:
  corp: { base_url: ${upstream.baseUrl}, models: [{ id: corp/large }] }
router: { cheap_candidates: [{ model: corp/large, effort: null }] }
`,
  });
}

describe('a custom auth adapter', () => {
  test('recognises a credential and carries it to its provider in its own way', async () => {
    const { chat, ask } = await start();
    const response = await chat('hello', { 'x-corp-ticket': `ann.${inAnHour}.secret-part` });
    expect(response.status).toBe(200);
    expect(upstream.requests[0]?.headers).toMatchObject({
      'x-corp-ticket': `ann.${inAnHour}.secret-part`,
      'x-corp-user': 'ann',
    });
    expect(upstream.requests[0]?.headers.authorization).toBeUndefined();
    const page = await ask<{ records: { decision: { auth: unknown } }[] }>('decisions.page', {});
    expect(page.records[0]?.decision.auth).toEqual({
      adapter: 'corporate-ticket',
      provider: 'corp',
      credential_class: 'oauth',
      reference: '..art',
      unused_because: null,
    });
    expect(JSON.stringify(page)).not.toContain('secret-part');
  });

  test('where the simulator stands in for one that has expired, it says so', async () => {
    const { chat } = await start(undefined, 'auto');
    const response = await chat('hello', { 'x-corp-ticket': 'ann.1000.secret-part' });
    expect(response.headers.get('x-heimdall-simulated')).toBe('true');
    expect(await response.text()).toContain(
      'The credential of the request is not used: The ticket has expired. Run: corp login. To get real answers',
    );
  });

  test('refuses one that has expired, and says what to do', async () => {
    const { chat } = await start();
    const response = await chat('hello', { 'x-corp-ticket': 'ann.1000.secret-part' });
    expect(response.status).toBe(401);
    const body = await response.text();
    expect(JSON.parse(body).error).toMatchObject({
      code: 'auth_expired',
      message: expect.stringContaining('corp login'),
    });
    expect(body).not.toContain('secret-part');
    expect(upstream.requests).toHaveLength(0);
  });

  test('is asked only when it is enabled, and the console says so', async () => {
    const { chat, ask } = await start('[openai-key, elsewhere]');
    expect((await chat('hello', { 'x-corp-ticket': `ann.${inAnHour}.secret-part` })).status).toBe(422);
    const { notices } = await ask<{ notices: string[] }>('app.info');
    expect(notices.join(' ')).toContain('"corporate-ticket" is never asked');
    expect(notices.join(' ')).toContain('names "elsewhere"');
  });

  test('is the example of docs/auth.md', () => {
    const source = readFileSync('test/fixtures/auth/corporate-auth-adapter.ts', 'utf8');
    const example = source.slice(source.indexOf('/** Tickets'));
    expect(readFileSync('docs/auth.md', 'utf8')).toContain(example);
  });
});
