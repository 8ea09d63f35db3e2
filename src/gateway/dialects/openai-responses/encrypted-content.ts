/**
 * Proofs of other providers in the one place that the Responses API has for them: `encrypted_content` of a reasoning
 * item. Clients such as Codex send these items back as they came, so a proof that names its provider finds its way
 * home, and is taken out before OpenAI, which refuses what it did not encrypt, sees it.
 */
import { type BoundSecret, DIALECTS } from '../canonical.ts';

const PREFIX = 'heimdall:';

/** `call` is the proof of the tool call that follows the item. */
export type SecretKind = 'plain' | 'redacted' | 'call';

export interface ReadSecret {
  readonly secret: BoundSecret;
  readonly kind: SecretKind;
}

/** True for a proof that OpenAI did not make. */
export function isForeign(encrypted: unknown): boolean {
  return typeof encrypted === 'string' && encrypted.startsWith(PREFIX);
}

/** The wire form of a proof; OpenAI's own is passed on as it is. */
export function writeSecret(secret: BoundSecret, kind: SecretKind): string {
  return secret.dialect === 'openai-responses' ? secret.value : `${PREFIX}${secret.dialect}:${kind}:${secret.value}`;
}

/** Reads the wire form; null when it proves nothing. */
export function readSecret(encrypted: unknown): ReadSecret | null {
  if (typeof encrypted !== 'string' || encrypted === '') return null;
  if (!isForeign(encrypted)) return { secret: { dialect: 'openai-responses', value: encrypted }, kind: 'plain' };
  const [, dialect, kind, ...rest] = encrypted.split(':');
  const known = DIALECTS.find((name) => name === dialect);
  if (known === undefined || rest.length === 0) return null;
  return {
    secret: { dialect: known, value: rest.join(':') },
    kind: kind === 'redacted' || kind === 'call' ? kind : 'plain',
  };
}
