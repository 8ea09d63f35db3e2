import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two secrets in constant time: digests have one length, so the comparison takes one time. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
