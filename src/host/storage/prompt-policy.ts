import { sha256Hex } from '../../library/config-revision.ts';
import { promptPreview } from '../../shared/prompt-preview.ts';
import type { Settings } from '../../shared/settings-schema.ts';

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
  return { preview: promptPreview(prompt), text: prompt.slice(0, MAX_STORED_PROMPT), sha256: null };
}
