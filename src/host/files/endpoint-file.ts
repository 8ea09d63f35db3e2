import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isInUse } from '../storage/folder-lock.ts';
import { PRIVATE_MODE } from './private-file.ts';

const schema = z.object({ url: z.url({ protocol: /^https?$/ }) });

const pathIn = (dataFolder: string): string => join(dataFolder, 'endpoint.json');

/**
 * Notes where the Heimdall of a data folder listens, for commands that run beside it: its port may be another than the
 * settings say. Without the note they go by the settings, so that a folder that cannot be written is no error.
 *
 * @param url Null when it no longer listens.
 */
export function noteEndpoint(dataFolder: string, url: string | null): void {
  try {
    if (url === null) rmSync(pathIn(dataFolder), { force: true });
    else writeFileSync(pathIn(dataFolder), `${JSON.stringify({ url })}\n`, { mode: PRIVATE_MODE });
  } catch {
    // As above.
  }
}

/** Where the Heimdall that has the data folder listens; null when none has it, or it is not known. */
export function runningEndpoint(dataFolder: string): string | null {
  // A Heimdall that crashed leaves its note behind.
  if (!isInUse(dataFolder)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(pathIn(dataFolder), 'utf8'))).url;
  } catch {
    return null;
  }
}
