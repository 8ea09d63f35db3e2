/**
 * Thought signatures: proofs of Google's that go back where they came from. A Gemini client has one place for such a
 * thing, so the proofs of other providers travel there in an envelope, and are taken out before Google sees them.
 */
import type { BoundSecret, DialectName } from '../canonical.ts';
import { DIALECTS } from '../canonical.ts';

/** Google's own word for "this call was not made by Gemini": without a signature Gemini 3 refuses the request. */
export const SKIP_VALIDATION = 'skip_thought_signature_validator';

/** `heimdall:` in base64; nine bytes, so that what follows cannot change it. */
const ENVELOPE = 'aGVpbWRhbGw6';

export interface ReadSignature {
  readonly secret: BoundSecret;
  readonly redacted: boolean;
}

/** True for a signature that Google did not make. */
export function isForeign(signature: string): boolean {
  return signature.startsWith(ENVELOPE);
}

/** Reads a `thoughtSignature`; null when it proves nothing. */
export function readSignature(signature: unknown): ReadSignature | null {
  if (typeof signature !== 'string' || signature === '' || signature === SKIP_VALIDATION) return null;
  if (!isForeign(signature)) return { secret: { dialect: 'gemini', value: signature }, redacted: false };
  const [, dialect, kind, ...rest] = Buffer.from(signature, 'base64').toString('utf8').split(':');
  const known = DIALECTS.find((name) => name === dialect);
  if (known === undefined || rest.length === 0) return null;
  return { secret: { dialect: known, value: rest.join(':') }, redacted: kind === 'redacted' };
}

/** The `thoughtSignature` for a Gemini client. It is base64 whatever it holds: the field is bytes in Google's schema. */
export function writeSignature(secret: BoundSecret, redacted: boolean): string {
  if (secret.dialect === 'gemini') return secret.value;
  return envelope(secret.dialect, redacted ? 'redacted' : 'plain', secret.value);
}

function envelope(dialect: DialectName, kind: string, value: string): string {
  return Buffer.from(`heimdall:${dialect}:${kind}:${value}`, 'utf8').toString('base64');
}
