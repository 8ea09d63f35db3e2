/** `manifest.sig`: who vouches for an artifact (docs/artifacts.md). */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';
import { publicKeySchema, type TrustedKey } from '../../shared/trusted-key.ts';
import { keyId, publicKeyOf, publicKeyText } from './artifact-key.ts';

export const SIGNATURE_FILE = 'manifest.sig';
/** Larger than any that can be valid. */
export const MAX_SIGNATURE_BYTES = 16_384;

const signatureSchema = z.object({
  key: publicKeySchema,
  /** The 64 bytes in base64. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});

/** Several, so that a key can be replaced while some still trust only the one before. */
const signatureFileSchema = z.object({
  format: z.literal('heimdall-signature/1'),
  signatures: z.array(signatureSchema).min(1).max(16),
});
type Signature = z.infer<typeof signatureSchema>;

/** A manifest with what is beside it. */
export interface SignedManifest {
  /** Its exact bytes: they hold the digest of every file. */
  readonly manifest: Uint8Array;
  /** Content of `manifest.sig`; null when there is none. */
  readonly signatures: Uint8Array | null;
}

/**
 * Signs a manifest.
 *
 * @param before Signatures that are there already: those of other keys that are still good stay.
 * @returns the content of `manifest.sig`.
 */
export function signManifest({ manifest, signatures: before }: SignedManifest, key: KeyObject): string {
  const own: Signature = {
    key: publicKeyText(createPublicKey(key)),
    signature: sign(null, manifest, key).toString('base64'),
  };
  const others = (before === null ? null : parseSignatures(before)) ?? [];
  const kept = others.filter((other) => other.key !== own.key && isGood(other, manifest));
  return `${JSON.stringify({ format: 'heimdall-signature/1', signatures: [...kept, own] }, null, 2)}\n`;
}

/** Who has signed these very bytes: by name where the list has the key, else by its id. */
export function signersOf({ manifest, signatures }: SignedManifest, trusted: readonly TrustedKey[]): string[] {
  const all = (signatures === null ? null : parseSignatures(signatures)) ?? [];
  const nameOf = (key: string) => trusted.find((one) => one.key === key)?.name ?? keyId(key);
  return all.filter((one) => isGood(one, manifest)).map(({ key }) => nameOf(key));
}

/**
 * Refuses an artifact that nobody of the list has signed. An empty list trusts everybody.
 *
 * @returns the name of the key that counts; null with an empty list.
 * @throws {HeimdallError} `artifact_untrusted`, which says what is wrong.
 */
export function checkTrust(signed: SignedManifest, trusted: readonly TrustedKey[]): string | null {
  if (trusted.length === 0) return null;
  const names = trusted.map(({ name }) => name).join(' or ');
  if (signed.signatures === null) {
    throw untrusted(`The artifact is not signed: there is no ${SIGNATURE_FILE}, and it takes one of ${names}.`);
  }
  const signatures = parseSignatures(signed.signatures);
  if (signatures === null) throw untrusted(`${SIGNATURE_FILE} is no signature file.`);
  let broken: string | null = null;
  for (const { name, key } of trusted) {
    const own = signatures.find((signature) => signature.key === key);
    if (own === undefined) continue;
    if (isGood(own, signed.manifest)) return name;
    broken = name;
  }
  if (broken !== null) {
    throw untrusted(`${SIGNATURE_FILE} is no signature of ${broken} for this manifest.json: one of them was changed.`);
  }
  const ids = signatures.map(({ key }) => keyId(key)).join(', ');
  throw untrusted(`The artifact is signed by another key (${ids}), not by ${names}.`);
}

function isGood({ key, signature }: Signature, manifest: Uint8Array): boolean {
  try {
    return verify(null, manifest, publicKeyOf(key), Buffer.from(signature, 'base64'));
  } catch {
    // Not every 32 bytes are a point of the curve.
    return false;
  }
}

function parseSignatures(bytes: Uint8Array): readonly Signature[] | null {
  try {
    return signatureFileSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).signatures;
  } catch {
    return null;
  }
}

function untrusted(reason: string): HeimdallError {
  return new HeimdallError('artifact_untrusted', reason);
}
