/**
 * A sign-in in the browser: authorization code with PKCE (RFC 7636), back to a port of this machine that is open only
 * meanwhile (RFC 8252, 7.3). An answer counts only with the `state` that was sent along; whatever else comes to the
 * port gets a page that says so, and the sign-in goes on waiting.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeimdallError } from '../../core/index.ts';
import { sameSecret } from '../../gateway/gateway.ts';
import { sendPage } from './callback-page.ts';
import type { OauthClient } from './oauth-client.ts';
import { createPkce } from './pkce.ts';
import { exchangeCode, type TokenSet } from './token-endpoint.ts';

const HOST = '127.0.0.1';
const PATH = '/oauth2callback';
const NOT_OURS = 'This is not the answer to the sign-in that Heimdall is waiting for. It goes on waiting.';

/** A sign-in that waits for its user. */
export interface SignIn {
  /** To be opened in a browser on this machine. */
  readonly url: string;
  /** Rejects with HeimdallError `sign_in_failed`, `provider_unreachable` and the like. */
  readonly done: Promise<TokenSet>;
  cancel(): void;
}

/**
 * Opens the port and says where the user has to go.
 *
 * @param timeoutMs How long it waits for the user.
 */
export async function beginSignIn(client: OauthClient, timeoutMs: number): Promise<SignIn> {
  const state = randomBytes(32).toString('base64url');
  const pkce = createPkce();
  let redirectUri = '';
  let taken = false;
  let settle: (tokens: TokenSet) => void = () => undefined;
  let fail: (error: HeimdallError) => void = () => undefined;
  const done = new Promise<TokenSet>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  // Who cancels does not wait for it.
  done.catch(() => undefined);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${HOST}`);
    const given = url.searchParams.get('state') ?? '';
    const ours = request.method === 'GET' && `http://${request.headers.host}${url.pathname}` === redirectUri;
    if (!ours || taken || !sameSecret(given, state)) return sendPage(response, 400, NOT_OURS);
    const code = url.searchParams.get('code');
    const error = url.searchParams.get('error');
    if (code === null && error === null) return sendPage(response, 400, NOT_OURS);
    taken = true;
    try {
      if (error !== null || code === null) throw refusal(error ?? '');
      const given = await exchangeCode(client, { code, verifier: pkce.verifier, redirectUri });
      if (!given.ok) throw refusal(given.error);
      sendPage(response, 200, 'Signed in. You can close this page and go back to Heimdall.');
      settle(given.tokens);
    } catch (cause) {
      const failure = HeimdallError.from(cause);
      sendPage(response, 400, 'The sign-in did not complete. Heimdall says why.');
      fail(failure);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.destroy();
      fail(HeimdallError.from(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new HeimdallError('sign_in_failed', `No port could be opened for the sign-in (${error.message}).`)),
    );
    server.listen(0, HOST, resolve);
  });
  redirectUri = `http://${HOST}:${(server.address() as AddressInfo).port}${PATH}`;
  const timer = setTimeout(
    () => fail(failed(`Nobody signed in within ${Math.round(timeoutMs / 1_000)} s. Try again.`)),
    timeoutMs,
  );
  const close = () => {
    clearTimeout(timer);
    // Lets the last page out.
    server.close();
    server.closeIdleConnections();
  };
  done.then(close, close);
  return {
    url: authorizationUrl(client, { state, challenge: pkce.challenge, redirectUri }),
    done,
    cancel: () => fail(failed('The sign-in was cancelled.')),
  };
}

function authorizationUrl(
  client: OauthClient,
  { state, challenge, redirectUri }: { state: string; challenge: string; redirectUri: string },
): string {
  const url = new URL(client.authorizationUrl);
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: client.scopes.join(' '),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    // Google gives a refresh token only when it is asked like this.
    access_type: 'offline',
    prompt: 'consent',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function refusal(error: string): HeimdallError {
  if (error === 'access_denied') return failed('The sign-in was refused in the browser.');
  const code = /^[a-z_]{1,64}$/.test(error) ? error : 'an unknown error';
  const hint = code === 'invalid_client' ? ' Check client_id and client_secret_env of auth_adapters.google_oauth.' : '';
  return failed(`The authorization server refused the sign-in (${code}).${hint}`);
}

function failed(message: string): HeimdallError {
  return new HeimdallError('sign_in_failed', message);
}
