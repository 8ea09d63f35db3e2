import { createHash, randomBytes } from 'node:crypto';

/** A verifier and its challenge of the method S256 (RFC 7636, 4.1 and 4.2). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

/** 256 random bits, of which the authorization server first sees only the digest. */
export function createPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
