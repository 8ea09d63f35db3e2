import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  type Artifact,
  catalogPrice,
  estimateTokens,
  HeimdallError,
  type ModelPrice,
  requestCost,
} from '../../core/index.ts';

const tokens = z.number().positive();
const usd = z.number().min(0);

const fileSchema = z.object({
  note: z.string().optional(),
  models: z.record(
    z.string(),
    z
      .object({
        /** Id of the catalog's model that this name means. */
        catalog: z.string().optional(),
        input_usd_per_mtok: usd.optional(),
        output_usd_per_mtok: usd.optional(),
        /** Mean length of an answer, reasoning included; by domain where it differs. */
        output_tokens: z.union([tokens, z.record(z.string(), tokens)]).optional(),
        source: z.string().optional(),
      })
      .strict(),
  ),
});
type ModelEntry = z.infer<typeof fileSchema>['models'][string];

/** Length of an answer of a model that nothing is known of, in tokens. */
const DEFAULT_OUTPUT_TOKENS = 300;

/** What is known of the models of an outcomes file. */
export interface ModelPrices {
  /** Id in the catalog of what the file calls `model`; undefined where it is not a model of the catalog. */
  catalogId(model: string): string | undefined;
  /** Dollars per million tokens; null where nobody says. */
  price(model: string): ModelPrice | null;
  outputTokens(model: string, domain: string | null): number;
  /** Expected dollars of an answer at list price; null for a model without one. */
  listCost(model: string, prompt: string, domain: string | null): number | null;
}

/**
 * @param paths Files of prices and names; a later one wins.
 * @throws {HeimdallError} `request_invalid`, which names the file and the field.
 */
export async function readModelPrices(artifact: Artifact, paths: readonly string[]): Promise<ModelPrices> {
  const entries = new Map<string, ModelEntry>();
  for (const path of paths) {
    for (const [model, entry] of Object.entries(await readEntries(path))) entries.set(model, entry);
  }
  const catalogModel = (model: string) => artifact.catalog.find(entries.get(model)?.catalog ?? model);
  const priceOf = (model: string): ModelPrice | null => {
    const { input_usd_per_mtok: input, output_usd_per_mtok: output } = entries.get(model) ?? {};
    if (input !== undefined && output !== undefined) return { inputUsdPerMtok: input, outputUsdPerMtok: output };
    return catalogPrice(catalogModel(model)?.price ?? null);
  };
  const outputTokens = (model: string, domain: string | null): number => {
    const given = entries.get(model)?.output_tokens;
    if (typeof given === 'number') return given;
    const known = Object.values(given ?? {});
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    if (known.length > 0) return given?.[domain ?? ''] ?? mean;
    const id = catalogModel(model)?.id;
    return (id === undefined ? undefined : artifact.quality.row(id, null)?.output_tokens) ?? DEFAULT_OUTPUT_TOKENS;
  };
  return {
    catalogId: (model) => catalogModel(model)?.id,
    price: priceOf,
    outputTokens,
    listCost: (model, prompt, domain) =>
      requestCost(priceOf(model), { inputTokens: estimateTokens(prompt), outputTokens: outputTokens(model, domain) }),
  };
}

async function readEntries(path: string): Promise<Readonly<Record<string, ModelEntry>>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new HeimdallError('request_invalid', `${path} cannot be read as JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data.models;
  const [issue] = parsed.error.issues;
  throw new HeimdallError('request_invalid', `${path}: ${issue?.path.join('.') || '(root)'}: ${issue?.message}`);
}
