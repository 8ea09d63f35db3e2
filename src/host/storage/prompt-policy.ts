import type { Settings } from '../../shared/settings-schema.ts';
import { sha256Hex } from '../config/config-revision.ts';

/** What the list shows of a prompt, in characters. */
export const PREVIEW_CHARACTERS = 200;
/** What the log keeps of one, in UTF-16 units: enough for every prompt a person wrote. */
export const MAX_STORED_PROMPT = 65_536;

export interface StoredPrompt {
  readonly preview: string | null;
  readonly text: string | null;
  readonly sha256: string | null;
}

/** What may be kept of a prompt under `storage.prompts`. */
export function applyPromptPolicy(prompt: string, policy: Settings['storage']['prompts']): StoredPrompt {
  if (policy === 'off') return { preview: null, text: null, sha256: null };
  if (policy === 'hashed') return { preview: null, text: null, sha256: sha256Hex(prompt) };
  return { preview: previewOf(prompt), text: prompt.slice(0, MAX_STORED_PROMPT), sha256: null };
}

/** By code point, so that no emoji is cut in half. */
function previewOf(prompt: string): string {
  return Array.from(prompt.slice(0, PREVIEW_CHARACTERS * 2))
    .slice(0, PREVIEW_CHARACTERS)
    .join('');
}
