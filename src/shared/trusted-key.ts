/** Keys whose artifacts are used. */
import { z } from 'zod';

/** `ed25519:` and the 32 bytes of the public key in base64, as `heimdall artifact keygen` prints it. */
export const publicKeySchema = z
  .string()
  .regex(/^ed25519:[A-Za-z0-9+/]{43}=$/, 'must be a public key as `heimdall artifact keygen` prints it: ed25519:…');

export const trustedKeySchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u, 'use up to 64 letters, digits, blanks and . _ @ -')
    .describe('whose it is, as messages name it'),
  key: publicKeySchema.describe('public key, as `heimdall artifact keygen` prints it'),
});
export type TrustedKey = z.infer<typeof trustedKeySchema>;
