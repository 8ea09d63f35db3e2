import { z } from 'zod';

const overTls = z.url({ protocol: /^https$/ });
/** Elsewhere, whoever can change an answer on its way could name a version and a page of their own. */
const onThisMachine = z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost|\[::1\])$/ });

/** True for addresses that may be asked for newer versions. */
export function isUpdateFeed(address: string): boolean {
  return z.union([overTls, onThisMachine]).safeParse(address).success && !hasUserName(address);
}

/** True for addresses of servers that hold a user name, and with it perhaps a password: `https://me:secret@host/`. */
export function hasUserName(value: unknown): boolean {
  return typeof value === 'string' && /^(?:https?|rediss?|postgres(?:ql)?):[\\/]*[^\\/?#]*@/i.test(value);
}

/** The address of an artifact, as the settings take it. */
export const artifactUrlSchema = z
  .string()
  .max(2_000)
  .refine(
    isUpdateFeed,
    'must be an https:// address (http:// for this machine alone) without a user name, such as https://example.com/artifacts/latest',
  );

/** The address of an update feed, as the settings take it. */
export const updateFeedSchema = z
  .string()
  .max(2_000)
  .refine(
    isUpdateFeed,
    'must be an https:// address (http:// for this machine alone) without a user name, such as https://api.github.com/repos/OWNER/NAME/releases/latest',
  );
