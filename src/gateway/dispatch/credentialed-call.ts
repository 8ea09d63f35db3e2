/** A call with the credential that was chosen for it. */
import { type AuthInfo, createAuthRegistry } from '../../core/index.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import type { UpstreamCall } from '../providers/upstream.ts';
import { AccountCall } from './account-call.ts';
import type { Connected } from './connect.ts';

/** What may be said of a credential, and what must not. */
export interface SentCredential {
  /** The credential that went out, to be cut out of whatever comes back; null when there is none. */
  readonly secret: string | null;
  /** Where it came from, in words. */
  readonly source: string;
  /** What to do when it is refused, in a sentence. */
  readonly remedy: string;
}

export interface CredentialedCall {
  readonly credential: SentCredential;
  start(): UpstreamCall;
}

/** Of a call to which no credential belongs. */
export const NO_CREDENTIAL: SentCredential = { secret: null, source: 'none was sent', remedy: 'It seems to need one.' };

const CHECK_KEY = 'Check that it is valid and not expired.';
const builtIn = createAuthRegistry();

/**
 * @param post Starts the call with the headers of the credential.
 * @param post.ofCaller The credential is the caller's own.
 */
export function credentialedCall(
  options: GatewayOptions,
  { connection, credential, dialect }: Pick<Connected, 'connection' | 'credential' | 'dialect'>,
  post: (auth: Readonly<Record<string, string>>, ofCaller: boolean) => UpstreamCall,
): CredentialedCall {
  if (credential.kind === 'none-needed') return { credential: NO_CREDENTIAL, start: () => post({}, false) };
  const registry = options.auth ?? builtIn;
  const target = { provider: connection.name, dialect: dialect.name };
  const send = (auth: AuthInfo, ofCaller: boolean) => post(registry.apply(auth, target), ofCaller);
  const stored = connection.keySource ?? 'the stored one';
  if (credential.kind === 'key') {
    const { auth, ofCaller } = credential;
    const source = ofCaller ? 'the one that came with the request' : stored;
    return { credential: { secret: auth.token, source, remedy: CHECK_KEY }, start: () => send(auth, ofCaller) };
  }
  const { source, fallback } = credential;
  let call: AccountCall | null = null;
  const sentKey = () => call !== null && call.sent !== null && call.sent === fallback;
  return {
    credential: {
      get secret() {
        return call?.sent?.token ?? null;
      },
      get source() {
        return sentKey() ? stored : source.name;
      },
      get remedy() {
        return sentKey() ? CHECK_KEY : source.remedy;
      },
    },
    start() {
      call = new AccountCall(source, fallback, (auth) => send(auth, false));
      return call;
    },
  };
}
