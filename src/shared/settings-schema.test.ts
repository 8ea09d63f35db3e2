import { describe, expect, it } from 'vitest';
import { parseSettings } from './settings-schema.ts';

describe('parseSettings', () => {
  it('fills in the documented defaults', () => {
    const parsed = parseSettings(undefined);
    expect(parsed).toMatchObject({
      ok: true,
      settings: {
        router: { alpha: 0.8, top_p: 3, penalties: { latency_sd: 0.05, ctx_over_80pct: 0.15 } },
        gateway: { host: '127.0.0.1', port: 4141 },
        cache_ttl: 300,
        max_cache_size: 10_000,
        feature_timeout: 25,
      },
    });
  });

  it.each([
    [{ router: { alpha: 1.5 } }, 'router.alpha', '1.5', /1/],
    [{ router: { thresholds: { cheap: 0.5 } } }, 'router.thresholds.hard', undefined, /number/],
    [{ gateway: { host: '0.0.0.0' } }, 'gateway.host', '"0.0.0.0"', /127\.0\.0\.1.*token_env/],
    [{ gateway: { host: '10.0.0.5' } }, 'gateway.host', '"10.0.0.5"', /token_env/],
    [{ gateway: { host: 'not an address' } }, 'gateway.host', '"not an address"', /IP address/],
    [{ gateway: { allowed_hosts: ['https://x.test'] } }, 'gateway.allowed_hosts.0', '"https://x.test"', /name/],
    [{ gateway: { port: 70_000 } }, 'gateway.port', '70000', /65535/],
    [{ providers: { Bad_Name: { base_url: 'http://localhost/v1' } } }, 'providers.Bad_Name', undefined, /.+/],
    [{ providers: { local: { base_url: 'ftp://x' } } }, 'providers.local.base_url', '"ftp://x"', /URL/i],
    [{ routr: {} }, 'routr', undefined, /no such setting/],
    [{ gateway: { token_env: 'sk-or-v1-a-key-itself' } }, 'gateway.token_env', undefined, /pattern/],
    [{ desktop: { update_feed: 'http://far.test/x' } }, 'desktop.update_feed', '"http://far.test/x"', /https:\/\//],
    [{ desktop: { update_feed: 'https://me:secret@x.test' } }, 'desktop.update_feed', undefined, /without a user/],
    ['text', '(root)', '"text"', /object/],
  ])('names the key, the value and what is allowed: %j', (input, key, value, message) => {
    const parsed = parseSettings(input);
    if (parsed.ok) throw new Error('should not be valid');
    expect(parsed.issues[0]?.key).toBe(key);
    if (key !== '(root)') expect(parsed.issues[0]?.value).toBe(value);
    expect(parsed.issues[0]?.message).toMatch(message);
  });
});
