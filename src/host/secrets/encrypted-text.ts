import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

const CIPHER = 'aes-256-gcm';
/** NIST SP 800-38D: 96 bits, never the same twice under one key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Ties a file to its purpose: one made for something else does not open. */
const PURPOSE = Buffer.from('heimdall stored secrets, version 1');

const fileSchema = z.object({
  version: z.literal(1),
  cipher: z.literal(CIPHER),
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});

/** @param key 32 bytes. */
export function encryptText(text: string, key: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(PURPOSE);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const file: z.infer<typeof fileSchema> = {
    version: 1,
    cipher: CIPHER,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
  return `${JSON.stringify(file)}\n`;
}

/** Null when it was changed, cut, or made with another key. */
export function decryptText(file: string, key: Buffer): string | null {
  try {
    const { iv, tag, data } = fileSchema.parse(JSON.parse(file));
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64'), { authTagLength: TAG_BYTES });
    decipher.setAAD(PURPOSE).setAuthTag(Buffer.from(tag, 'base64'));
    return decipher.update(data, 'base64', 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
