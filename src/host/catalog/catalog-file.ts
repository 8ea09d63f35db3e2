import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Logger } from '../../core/index.ts';
import { catalogDiffSchema } from '../../shared/catalog.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { type Listings, SOURCE_NAMES, storedListingSchema } from './listing.ts';

const MAX_BYTES = 64 * 1024 * 1024;

const catalogStateSchema = z.object({
  schema_version: z.literal(1),
  version: z.string(),
  /** When this content was first seen. */
  created_ms: z.number(),
  listings: z.partialRecord(z.enum(SOURCE_NAMES), storedListingSchema),
  /** Newest first. */
  diffs: z.array(catalogDiffSchema),
});
export type CatalogState = Omit<z.infer<typeof catalogStateSchema>, 'listings'> & { listings: Listings };

/** Null when there is none, or none that can be used: then the bundled catalog is in force until a refresh. */
export function readCatalogFile(path: string, logger: Logger): CatalogState | null {
  try {
    if (statSync(path).size > MAX_BYTES) throw new Error('it is too large');
    return catalogStateSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) as CatalogState;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      logger.warn('the stored catalog is not used; the bundled one is', { path, reason: reasonOf(error) });
    }
    return null;
  }
}

/** Writes it; a disk that is full costs the next start a refresh and nothing else. */
export async function writeCatalogFile(path: string, state: CatalogState, logger: Logger): Promise<void> {
  try {
    await writeFileAtomically(path, JSON.stringify(state));
  } catch (error) {
    logger.warn('the catalog cannot be stored', { path, reason: reasonOf(error) });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`;
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message.slice(0, 200);
}
