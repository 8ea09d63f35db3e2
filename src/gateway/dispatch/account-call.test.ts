import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type AuthInfo, HeimdallError } from '../../core/index.ts';
import type { CredentialSource } from '../gateway-options.ts';
import type { UpstreamAnswer } from '../providers/upstream.ts';
import { AccountCall } from './account-call.ts';

const token = (text: string): AuthInfo => ({ adapter: 'google-oauth', type: 'oauth', provider: 'google', token: text });
const key: AuthInfo = { adapter: 'openai-key', type: 'api-key', provider: 'google', token: 'key' };
const expired = new HeimdallError('auth_rejected', 'Sign in again.');

/** An upstream that takes some tokens, and a source that counts what is asked of it. */
function setUp(accepted: readonly string[], changes: Partial<CredentialSource> = {}) {
  const sent: string[] = [];
  const refused: string[] = [];
  const source: CredentialSource = {
    name: 'test',
    remedy: 'Sign in.',
    preferred: false,
    usable: () => true,
    current: () => token('old'),
    renew: async () => token('new'),
    refused: (auth) => refused.push(auth.token),
    ...changes,
  };
  let cancelled = 0;
  const post = (auth: AuthInfo) => {
    sent.push(auth.token);
    const status = accepted.includes(auth.token) ? 200 : 401;
    const answer = Promise.resolve<UpstreamAnswer>({ status, headers: {}, body: new PassThrough() });
    return { answer, cancel: () => cancelled++ };
  };
  const call = (fallback: AuthInfo | null = null) => new AccountCall(source, fallback, post);
  return { call, sent, refused, cancels: () => cancelled };
}

describe('AccountCall', () => {
  it('sends the token of the account', async () => {
    const { call, sent } = setUp(['old']);
    const running = call();
    expect((await running.answer).status).toBe(200);
    expect([sent, running.sent?.token]).toEqual([['old'], 'old']);
  });

  it('renews a refused token once and asks again', async () => {
    const { call, sent, refused } = setUp(['new']);
    expect((await call().answer).status).toBe(200);
    expect([sent, refused]).toEqual([['old', 'new'], []]);
  });

  it('asks no third time', async () => {
    const { call, sent, refused } = setUp([]);
    expect((await call().answer).status).toBe(401);
    expect([sent, refused]).toEqual([['old', 'new'], ['new']]);
  });

  it('does not ask again when there is no other token', async () => {
    const { call, sent } = setUp([], { renew: async () => null });
    expect((await call().answer).status).toBe(401);
    expect(sent).toEqual(['old']);
  });

  it('says why it could not be renewed', async () => {
    const { call, sent } = setUp([], { renew: () => Promise.reject(expired) });
    await expect(call().answer).rejects.toBe(expired);
    expect(sent).toEqual(['old']);
  });

  it('takes the API key when the account has nothing to give', async () => {
    const broken = { current: () => Promise.reject(expired) };
    const { call, sent } = setUp(['key'], broken);
    expect((await call(key).answer).status).toBe(200);
    expect(sent).toEqual(['key']);
    await expect(setUp([], broken).call().answer).rejects.toBe(expired);
    // A refused key is not renewed.
    const both = setUp([], broken);
    expect((await both.call(key).answer).status).toBe(401);
    expect(both.sent).toEqual(['key']);
  });

  it('stops when it is cancelled, also while it waits for a token', async () => {
    let give: (auth: AuthInfo) => void = () => undefined;
    const waiting = setUp(['old'], { current: () => new Promise((resolve) => (give = resolve)) });
    const call = waiting.call();
    call.cancel();
    give(token('old'));
    await expect(call.answer).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(waiting.sent).toEqual([]);
    const running = setUp(['old']);
    const started = running.call();
    await started.answer;
    started.cancel();
    expect(running.cancels()).toBe(1);
  });
});
