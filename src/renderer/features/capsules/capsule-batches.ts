/** Bytes of capsules sent at once: the host takes 64 KiB over HTTP. */
const MAX_BATCH_BYTES = 56 * 1_024;

/** The documents of a file, in portions that the host takes. */
export interface CapsuleFile {
  readonly batches: readonly (readonly unknown[])[];
  readonly count: number;
}

/**
 * Reads a capsule, or several, one a line.
 *
 * @returns the number of the first line that is no JSON instead, from 1.
 */
export function readCapsules(text: string): CapsuleFile | { readonly badLine: number } {
  const whole = parse(text);
  if (whole !== undefined) return inBatches([whole]);
  const documents: unknown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const document = parse(line);
    if (document === undefined) return { badLine: index + 1 };
    documents.push(document);
  }
  return inBatches(documents);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inBatches(documents: readonly unknown[]): CapsuleFile {
  const batches: unknown[][] = [];
  let room = 0;
  for (const document of documents) {
    const bytes = new TextEncoder().encode(JSON.stringify(document)).length;
    if (batches.length === 0 || bytes > room) {
      batches.push([]);
      room = MAX_BATCH_BYTES;
    }
    batches.at(-1)?.push(document);
    room -= bytes;
  }
  return { batches, count: documents.length };
}
