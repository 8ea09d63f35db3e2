/**
 * The decision capsule: one recorded decision as a document that can be passed on. It explains, re-scores and imports as
 * the decision that it was, and holds no text of the prompt. Format: docs/capsules.md.
 */
import { z } from 'zod';
import { decisionSchema, outcomeSchema } from './decision.ts';

export const CAPSULE_SCHEMA = 'heimdall.capsule/1';

export const capsuleSchema = z.object({
  schema: z.literal(CAPSULE_SCHEMA),
  /** Version of the Heimdall that wrote it. */
  heimdall: z.string().max(100),
  decision: decisionSchema,
  outcome: outcomeSchema,
  app: z.string().max(200).nullable(),
  dialect: z.string().max(100),
  replay_of: z.string().max(64).nullable(),
  /**
   * The row that the trees saw, exactly. Absent unless it was asked for: it holds the embedding, from which much of a
   * short prompt can be recovered (Morris et al., arXiv 2310.06816).
   */
  feature_row: z
    .object({ dtype: z.literal('float32-le'), length: z.number().int().min(1).max(65_536), base64: z.string() })
    .nullable(),
  /** Facts of the candidates in the catalog of the export; null where it does not know them. */
  targets: z.array(
    z.object({
      model: z.string(),
      context_tokens: z.number().nullable(),
      input_usd_per_mtok: z.number().nullable(),
      output_usd_per_mtok: z.number().nullable(),
    }),
  ),
  hashes: z.object({
    /** SHA-256 of the manifest of the artifact at the export, which names the digests of its files. */
    artifact_manifest: z.string(),
    artifact_version: z.string(),
    /** Content of the catalog at the export. */
    catalog: z.string(),
  }),
});
export type Capsule = z.infer<typeof capsuleSchema>;

/** What an import found out about a capsule. */
export const capsuleCheckSchema = z.object({
  id: z.enum(['scores', 'winner', 'margin', 'bucket', 'calibration', 'trees']),
  result: z.enum(['verified', 'failed', 'not_possible']),
  /** What was compared, or why it could not be. */
  detail: z.string(),
});
export type CapsuleCheck = z.infer<typeof capsuleCheckSchema>;
