/** The `response` object: what was asked for, and what became of it. */
import type { CanonicalUsage, FinishReason } from '../canonical.ts';
import { isObject, type JsonObject, listOf, objectOf } from '../openai-chat/json-fields.ts';
import { writeResponsesUsage } from './usage.ts';

type Json = Record<string, unknown>;

/** What the caller's request says about the form of the answer. */
export interface ResponsesForm {
  /** The fields that every response repeats from its request. */
  readonly echo: Json;
  /** The proofs of reasoning go with it: the caller keeps them itself, or they are stored with the rest. */
  readonly encrypted: boolean;
}

/** @param stored Callers may refer to the response by its id. */
export function responsesForm(body: JsonObject, stored: boolean): ResponsesForm {
  const reasoning = objectOf(body.reasoning);
  const text = objectOf(body.text);
  return {
    encrypted: stored || listOf(body.include).includes('reasoning.encrypted_content'),
    echo: {
      instructions: body.instructions ?? null,
      max_output_tokens: body.max_output_tokens ?? null,
      metadata: isObject(body.metadata) ? body.metadata : {},
      parallel_tool_calls: body.parallel_tool_calls ?? true,
      previous_response_id: body.previous_response_id ?? null,
      reasoning: { effort: reasoning.effort ?? null, summary: reasoning.summary ?? null },
      store: stored,
      temperature: body.temperature ?? 1,
      text: { ...text, format: isObject(text.format) ? text.format : { type: 'text' } },
      tool_choice: body.tool_choice ?? 'auto',
      tools: listOf(body.tools),
      top_p: body.top_p ?? 1,
      truncation: 'disabled',
      user: body.user ?? null,
    },
  };
}

/** How a response stands. */
export interface ResponseState {
  readonly id: string;
  /** Unix time in seconds. */
  readonly created: number;
  readonly model: string;
  readonly output: readonly Json[];
  readonly usage: CanonicalUsage | null;
  /** Null while it is being made. */
  readonly finish: FinishReason | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export function responseObject(state: ResponseState, form: ResponsesForm): Json {
  const reason = incompleteReason(state.finish);
  return {
    id: state.id,
    object: 'response',
    created_at: state.created,
    status: responseStatus(state),
    background: false,
    error: state.error,
    incomplete_details: reason === null ? null : { reason },
    model: state.model,
    output: state.output,
    usage: state.usage === null ? null : writeResponsesUsage(state.usage),
    ...form.echo,
  };
}

export function responseStatus({ finish, error }: Pick<ResponseState, 'finish' | 'error'>): string {
  if (error !== null) return 'failed';
  if (finish === null) return 'in_progress';
  return incompleteReason(finish) === null ? 'completed' : 'incomplete';
}

/** Why a response is not complete; null when it is. */
function incompleteReason(finish: FinishReason | null): string | null {
  if (finish === 'length') return 'max_output_tokens';
  return finish === 'content-filter' ? 'content_filter' : null;
}

/** Codes that clients of the Responses API branch on; Codex compacts the conversation on the second. */
const ERROR_CODES: Readonly<Record<string, string>> = {
  provider_rate_limited: 'rate_limit_exceeded',
  context_overflow: 'context_length_exceeded',
  request_invalid: 'invalid_prompt',
};

/** The `error` of a failed response for one of our codes. */
export function responseError(code: string, message: string): { readonly code: string; readonly message: string } {
  return { code: ERROR_CODES[code] ?? 'server_error', message };
}
