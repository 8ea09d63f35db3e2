import { expect, test } from './fixtures/console-test.ts';

test('the served console comes with a content policy and cannot be framed', async ({ running }) => {
  const { headers } = await fetch(running.pageUrl);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('a page of another site cannot ask the console API', async ({ running }) => {
  const { origin } = new URL(running.pageUrl);
  const ask = (from: string) =>
    fetch(`${origin}/console/api/app.info`, {
      method: 'POST',
      headers: { origin: from, 'content-type': 'application/json', 'x-heimdall-console': '1' },
      body: 'null',
    });
  expect((await ask(origin)).status).toBe(200);
  expect((await ask('https://example.com')).status).toBe(403);
});
