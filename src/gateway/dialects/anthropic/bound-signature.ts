/**
 * Proofs of other providers in the only place that Anthropic clients have for them. The client sends thinking blocks
 * back as they came, so a signature that names its provider finds its way home when the conversation stays there, and
 * can be told from Anthropic's own when it does not.
 */
import { type BoundSecret, DIALECTS } from '../canonical.ts';

const PREFIX = 'heimdall:';

/** The wire form of a proof. Anthropic's own is passed on as it is. */
export function writeSignature(signature: BoundSecret | undefined): string {
  if (signature === undefined) return '';
  return signature.dialect === 'anthropic' ? signature.value : `${PREFIX}${signature.dialect}:${signature.value}`;
}

/** Reads the wire form; null when there is no proof. */
export function readSignature(value: unknown): BoundSecret | null {
  if (typeof value !== 'string' || value === '') return null;
  if (!value.startsWith(PREFIX)) return { dialect: 'anthropic', value };
  const end = value.indexOf(':', PREFIX.length);
  const dialect = DIALECTS.find((name) => name === value.slice(PREFIX.length, end));
  return dialect === undefined ? null : { dialect, value: value.slice(end + 1) };
}
