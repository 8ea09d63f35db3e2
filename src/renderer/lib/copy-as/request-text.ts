import type { DecisionRecord } from '../../../shared/decision.ts';

/** Where the prompt is cut in the log. */
const PREVIEW_LENGTH = 200;

/** What a copied request needs: the record, and the `base_url` of this endpoint. Never a provider's key. */
export interface CopySource {
  readonly record: DecisionRecord;
  /** Ends in its version segment: `http://127.0.0.1:4141/v1`. */
  readonly baseUrl: string;
}

/** The prompt as far as it is stored, and what to say about it when that is not all. */
export function promptText({ prompt_preview: preview }: DecisionRecord): { text: string; remark: string | null } {
  if (preview === null) return { text: 'PROMPT', remark: 'The prompt text is not stored: put it in place of PROMPT.' };
  const cut = [...preview].length >= PREVIEW_LENGTH;
  return { text: preview, remark: cut ? 'Only the first 200 characters of the prompt are stored.' : null };
}
