import type { IncomingHttpHeaders } from 'node:http';
import { HeimdallError, userKeyOf } from '../../core/index.ts';
import { appName } from '../dialects/openai-chat/request-headers.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { checkAccessToken } from './guards.ts';

/** Who may go on. */
export interface AdmittedCaller {
  /** Name of the app: of its key, else the one that it gives itself; null when it has neither. */
  readonly app: string | null;
  /** The header that brought the access token in place of a provider's credential; null when none did. */
  readonly tokenHeader: string | null;
}

/**
 * Checks the access token and the keys that Heimdall issued. A key of an app opens the endpoint as the access token
 * does. One that is not valid never goes on, whatever else the request brings.
 *
 * @throws {HeimdallError} `user_key_invalid` or `token_invalid`.
 */
export function checkCaller(options: GatewayOptions, headers: IncomingHttpHeaders): AdmittedCaller {
  const named = appName(headers);
  const key = userKeyOf(headers);
  if (key !== undefined) {
    const owner = options.userKey?.(key, named) ?? null;
    if (owner !== null) return { app: owner.app ?? named, tokenHeader: null };
    throw new HeimdallError(
      'user_key_invalid',
      'This key is none that this Heimdall issued, or it was revoked. ' +
        'Issue one in the console (Settings, App keys) or with: heimdall keys create <app>.',
    );
  }
  const token = options.accessToken();
  if (token !== null) return { app: named, tokenHeader: checkAccessToken(headers, token) };
  if (!options.settings().gateway.require_user_key) return { app: named, tokenHeader: null };
  throw new HeimdallError(
    'user_key_invalid',
    'This endpoint needs a key that it issued (in the console under Settings, App keys, or heimdall keys create <app>). ' +
      'Send it as the API key.',
  );
}
