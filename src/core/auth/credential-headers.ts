import type { AuthInfo, AuthTarget, RequestHeaders } from './auth-adapter.ts';

/** First value of a header, or undefined. */
export function headerValue(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** The token of `Authorization: Bearer …`. */
export function bearerToken(headers: RequestHeaders): string | undefined {
  const value = headerValue(headers, 'authorization');
  if (value === undefined || value.length < 8 || value.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return value.slice(7).trim() || undefined;
}

/** The first wanted token that a request brings, in the places where clients of the three APIs put theirs. */
export function findToken(headers: RequestHeaders, wanted: (token: string) => boolean): string | undefined {
  const bearer = bearerToken(headers);
  if (bearer !== undefined && wanted(bearer)) return bearer;
  const anthropic = headerValue(headers, 'x-api-key');
  if (anthropic !== undefined && wanted(anthropic)) return anthropic;
  const google = headerValue(headers, 'x-goog-api-key');
  return google !== undefined && wanted(google) ? google : undefined;
}

/** How a credential travels when its adapter has no way of its own. */
export function credentialHeaders({ token, type }: AuthInfo, { dialect }: AuthTarget): Record<string, string> {
  if (type !== 'oauth' && dialect === 'anthropic') return { 'x-api-key': token };
  if (type !== 'oauth' && dialect === 'gemini') return { 'x-goog-api-key': token };
  return { authorization: `Bearer ${token}` };
}
