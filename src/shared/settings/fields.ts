/** Kinds of values that several settings have. */
import { z } from 'zod';
import { isMetadataUrl } from '../metadata-address.ts';

export const unit = z.number().min(0).max(1);

export const milliseconds = z.number().int().min(1).max(600_000);

/** Where a server is that Heimdall calls. */
export const serverUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !isMetadataUrl(url), "must not be a cloud's metadata server");
