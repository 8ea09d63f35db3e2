/**
 * Who may use the console API over HTTP. Every web page the user opens can send requests to this machine; these checks
 * make sure that only the console's own page, or a program that means it, is answered.
 */
import type { IncomingMessage } from 'node:http';
import { HeimdallError } from '../../core/index.ts';
import { sameSecret } from '../../gateway/gateway.ts';

/** A header that no page of another origin can send without a preflight. */
export const CONSOLE_HEADER = 'x-heimdall-console';

/**
 * @param accessToken The endpoint's token, or null when it has none.
 * @throws {HeimdallError} `origin_forbidden` or `token_invalid`.
 */
export function guardConsoleRequest({ headers }: IncomingMessage, accessToken: string | null): void {
  if (headers[CONSOLE_HEADER] !== '1') {
    throw new HeimdallError('origin_forbidden', `Console requests must bring the header ${CONSOLE_HEADER}: 1.`);
  }
  // Stricter than the endpoint: sites in gateway.allowed_origins may ask models, but not read the log.
  // The Host was checked; where TLS ends in front of this endpoint, its page came from https.
  const own = [`http://${headers.host}`, `https://${headers.host}`];
  if (headers.origin !== undefined && !own.includes(headers.origin)) {
    throw new HeimdallError('origin_forbidden', 'The console answers its own page only.');
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new HeimdallError('origin_forbidden', 'The console answers its own page only.');
  }
  if (accessToken !== null && !sameSecret(tokenOf(headers), accessToken)) {
    throw new HeimdallError('token_invalid', 'This endpoint has an access token: send it as Authorization: Bearer.');
  }
}

function tokenOf(headers: IncomingMessage['headers']): string {
  const bearer = /^bearer\s+(\S.*)$/i.exec(headers.authorization ?? '')?.[1];
  return bearer ?? String(headers['x-heimdall-token'] ?? '');
}
