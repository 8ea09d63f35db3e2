import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';

/** Where the prompt is cut in the list's records. */
const PREVIEW_LENGTH = 200;

export type RecordedBody = ConsoleOutput<'decisions.body'>;

/** What a copied request needs: the record, and the `base_url` of this endpoint. Never a provider's key. */
export interface CopySource {
  readonly record: DecisionRecord;
  /** Ends in its version segment: `http://127.0.0.1:4141/v1`. */
  readonly baseUrl: string;
  /** The request as it was received, where it was kept. */
  readonly body: RecordedBody | null;
}

/** The request as JSON with its path, if it was kept whole. */
export function wholeRequest({ body }: CopySource): { path: string; json: Record<string, unknown> } | null {
  const request = body?.request;
  if (!request || request.truncated || typeof request.body !== 'object' || request.body === null) return null;
  return { path: request.path, json: request.body as Record<string, unknown> };
}

/** The prompt as far as it is stored, and what to say about it when that is not all. */
export function promptText({ record, body }: CopySource): { text: string; remark: string | null } {
  if (body?.prompt) return { text: body.prompt, remark: 'Earlier turns, tools and parameters are left out.' };
  const preview = record.prompt_preview;
  if (preview === null) return { text: 'PROMPT', remark: 'The prompt text is not stored: put it in place of PROMPT.' };
  const cut = [...preview].length >= PREVIEW_LENGTH;
  return { text: preview, remark: cut ? 'Only the first 200 characters of the prompt are stored.' : null };
}

/** Arguments of a chat completion, and what to say about them when they are not all of the request. */
export function chatArguments(source: CopySource): { args: Record<string, unknown>; remark: string | null } {
  const whole = wholeRequest(source);
  if (whole && Array.isArray(whole.json.messages) && source.record.dialect === 'openai-chat') {
    return { args: whole.json, remark: null };
  }
  const { text, remark } = promptText(source);
  const model = source.record.decision.requested_model;
  return { args: { model, messages: [{ role: 'user', content: text }] }, remark };
}
