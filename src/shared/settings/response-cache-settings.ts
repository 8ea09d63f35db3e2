/** `response_cache`: answers that are given again. */
import { z } from 'zod';

export const responseCacheSchema = z.strictObject({
  enabled: z.boolean().default(false).describe('give the answer of an earlier request again'),
  mode: z
    .enum(['exact', 'exact_then_semantic'])
    .default('exact')
    .describe('exact_then_semantic: also for a prompt that means the same by its embedding'),
  threshold: z.number().min(0.5).max(1).default(0.92).describe('cosine from which two prompts may mean the same'),
  ttl_seconds: z.number().int().min(1).max(2_592_000).default(3_600).describe('seconds that an answer lives'),
  max_entries: z.number().int().min(1).max(1_000_000).default(10_000).describe('answers that are kept'),
  max_bytes: z
    .number()
    .int()
    .min(65_536)
    .max(8 * 1024 ** 3)
    .default(64 * 1024 * 1024)
    .describe('memory that all answers may take'),
  max_entry_bytes: z
    .number()
    .int()
    .min(1_024)
    .max(64 * 1024 * 1024)
    .default(256 * 1024)
    .describe('larger answers are not kept'),
  max_temperature: z
    .number()
    .min(0)
    .max(2)
    .default(1)
    .describe('requests for a higher temperature want variety and are always sent'),
  embedder: z.enum(['minilm', 'static']).default('minilm').describe('what compares prompts'),
});
