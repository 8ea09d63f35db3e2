/** An authorization server that was not written here: oidc-provider, in this process, with a login that always agrees. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT_ID = 'heimdall-test';
const ACCOUNT = 'ann';
const SCOPES = 'openid offline_access';

export interface AuthorizationServer {
  readonly url: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** Every token that was issued, in order. */
  readonly accessTokens: readonly string[];
  readonly refreshTokens: readonly string[];
  /** Answered and refused requests to the token endpoint. */
  readonly grants: { granted: number; refused: number };
  /** What the user does when asked. */
  user: 'agrees' | 'denies';
  /** Ends a sign-in from this side, as its user can in the account's settings. */
  revoke(refreshToken: string): Promise<void>;
  /** True while a token is valid here. */
  knows(refreshToken: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** @param accessTokenS Seconds that an access token is valid. */
export async function startAuthorizationServer(accessTokenS = 3_600): Promise<AuthorizationServer> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/oauth2callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    scopes: ['openid', 'offline_access'],
    rotateRefreshToken: true,
    issueRefreshToken: async (_context, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['only for tests'] },
    ttl: { AccessToken: accessTokenS, Grant: 3_600, Interaction: 600, Session: 600, IdToken: 600 },
  });
  const accessTokens: string[] = [];
  const refreshTokens: string[] = [];
  const grants = { granted: 0, refused: 0 };
  provider.on('access_token.saved', ({ jti }) => accessTokens.push(jti));
  provider.on('refresh_token.saved', ({ jti }) => refreshTokens.push(jti));
  provider.on('grant.success', () => grants.granted++);
  provider.on('grant.error', () => grants.refused++);
  const state = { user: 'agrees' as 'agrees' | 'denies' };
  const callback = provider.callback();
  http.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(provider, state.user, request, response);
    else void callback(request, response);
  });
  return {
    url,
    authorizationUrl: `${url}/auth`,
    tokenUrl: `${url}/token`,
    accessTokens,
    refreshTokens,
    grants,
    get user() {
      return state.user;
    },
    set user(value) {
      state.user = value;
    },
    async revoke(refreshToken) {
      await (await provider.RefreshToken.find(refreshToken))?.destroy();
    },
    knows: async (refreshToken) => (await provider.RefreshToken.find(refreshToken))?.isValid === true,
    stop: () => stop(http),
  };
}

/** The page where the user logs in and consents, without the page. */
async function interact(
  provider: Provider,
  user: 'agrees' | 'denies',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (user === 'denies') return provider.interactionFinished(request, response, { error: 'access_denied' });
  const { prompt } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: ACCOUNT } });
  }
  const grant = new provider.Grant({ accountId: ACCOUNT, clientId: CLIENT_ID });
  grant.addOIDCScope(SCOPES);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

/** Walks through the server's redirects as a browser would, up to the address that leads back to the app. */
export async function callbackAddress(url: string): Promise<string> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(url);
  for (let at = url, hops = 0; hops < 12; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`no redirect at ${new URL(at).pathname}: ${await response.text()}`);
    const next = new URL(location, at);
    if (next.origin !== origin) return next.href;
    at = next.href;
  }
  throw new Error('too many redirects');
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
