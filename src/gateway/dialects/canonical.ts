/**
 * The canonical form: what every wire dialect is translated to and from when the caller's dialect is not the
 * provider's. Same dialect in and out never comes here: those bytes are passed through, unknown fields kept.
 *
 * A field that a dialect cannot carry is dropped by its renderer, which names it; nothing is dropped silently.
 */
import type { Effort } from '../../shared/decision.ts';

/** The wire dialects that providers and clients speak. */
export const DIALECTS = ['openai-chat', 'openai-responses', 'anthropic', 'gemini'] as const;
export type DialectName = (typeof DIALECTS)[number];

/** Prompt-cache marker of a part: `ephemeral` in Anthropic's words, with its time to live. */
export interface CacheControl {
  readonly ttl: '5m' | '1h' | null;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly cacheControl?: CacheControl;
}

/** Binary content by reference or by value (base64 without a data: prefix). */
export type MediaSource =
  | { readonly kind: 'url'; readonly url: string; readonly mediaType: string | null }
  | { readonly kind: 'base64'; readonly data: string; readonly mediaType: string };

export interface ImagePart {
  readonly type: 'image';
  readonly source: MediaSource;
  /** OpenAI's `low`, `high` or `auto`. */
  readonly detail?: string;
  readonly cacheControl?: CacheControl;
}

export interface FilePart {
  readonly type: 'file';
  readonly source: MediaSource;
  readonly filename: string | null;
  readonly cacheControl?: CacheControl;
}

export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** JSON text of the arguments; `{}` when there are none. */
  readonly arguments: string;
  /** Provider-bound proof that travels with the call (Gemini's `thoughtSignature`). */
  readonly signature?: BoundSecret;
}

export interface ToolResultPart {
  readonly type: 'tool-result';
  readonly id: string;
  /** Name of the tool where the dialect has it (Gemini needs it). */
  readonly name: string | null;
  readonly content: readonly (TextPart | ImagePart)[];
  readonly isError: boolean;
  readonly cacheControl?: CacheControl;
}

/** Something opaque that is valid at one provider only, and is dropped when a conversation crosses to another. */
export interface BoundSecret {
  readonly dialect: DialectName;
  readonly value: string;
}

/** Reasoning that the model showed. */
export interface ThinkingPart {
  readonly type: 'thinking';
  readonly text: string;
  /** Anthropic's `signature`, Gemini's `thoughtSignature`, OpenAI's `encrypted_content`. */
  readonly signature?: BoundSecret;
  /** Anthropic's `redacted_thinking`: no text, only the secret. */
  readonly redacted?: boolean;
}

export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
}

export type UserPart = TextPart | ImagePart | FilePart | ToolResultPart;
export type AssistantPart = TextPart | ThinkingPart | ToolCallPart | RefusalPart;

export type CanonicalMessage =
  | { readonly role: 'user'; readonly parts: readonly UserPart[] }
  | { readonly role: 'assistant'; readonly parts: readonly AssistantPart[] };

export interface ToolDefinition {
  readonly name: string;
  readonly description: string | null;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly strict?: boolean;
  readonly cacheControl?: CacheControl;
}

export type ToolChoice =
  | { readonly type: 'auto' | 'none' | 'required' }
  | { readonly type: 'tool'; readonly name: string };

export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema';
      readonly name: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict: boolean;
    };

export interface ReasoningRequest {
  readonly effort: Effort | null;
  /** Tokens that may be spent on thinking; null when only an effort was given. */
  readonly budgetTokens: number | null;
  /** The caller asked for the thinking (or its summary) to be shown. */
  readonly show: boolean;
}

/** A request in no dialect. Absent and null mean "the provider's default". */
export interface CanonicalRequest {
  /** As the caller wrote it; the renderer is given the upstream's own id. */
  readonly model: string;
  readonly system: readonly TextPart[];
  readonly messages: readonly CanonicalMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice | null;
  readonly parallelToolCalls: boolean | null;
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly stop: readonly string[];
  readonly seed: number | null;
  readonly presencePenalty: number | null;
  readonly frequencyPenalty: number | null;
  readonly responseFormat: ResponseFormat;
  readonly reasoning: ReasoningRequest | null;
  /** Top alternatives per token; 0 = the chosen token only; null = none asked for. */
  readonly logprobs: number | null;
  /** Number of answers. */
  readonly n: number;
  /** The caller's end-user id. */
  readonly user: string | null;
  readonly stream: boolean;
  /** Fields of the caller's body that have no place here, by their name in the caller's dialect. */
  readonly dropped: readonly string[];
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'refusal' | 'pause';

/** Tokens as billed. `input` includes cached and cache-written tokens; `output` includes reasoning. */
export interface CanonicalUsage {
  readonly input: number;
  readonly output: number;
  readonly cachedInput: number | null;
  readonly cacheWrite: number | null;
  /** The part of `cacheWrite` that is kept for an hour, where the provider says (Anthropic). */
  readonly cacheWrite1h?: number | null;
  readonly reasoning: number | null;
}

/** A complete answer in no dialect. */
export interface CanonicalAnswer {
  readonly id: string;
  /** The model that answered, in the upstream's words. */
  readonly model: string;
  readonly parts: readonly AssistantPart[];
  readonly finish: FinishReason;
  /** The stop sequence that was met, where the provider says. */
  readonly stopSequence: string | null;
  readonly usage: CanonicalUsage | null;
}

/**
 * One step of a streamed answer. `start` comes first and once; parts have a rising `index` and do not overlap except
 * that tool calls of some providers interleave; `finish` comes once, before `end`; usage may come with either.
 */
export type CanonicalEvent =
  | { readonly type: 'start'; readonly id: string; readonly model: string; readonly usage: CanonicalUsage | null }
  | { readonly type: 'text-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'refusal-delta'; readonly index: number; readonly text: string }
  | { readonly type: 'thinking-delta'; readonly index: number; readonly text: string }
  | {
      readonly type: 'thinking-signature';
      readonly index: number;
      readonly signature: BoundSecret;
      readonly redacted: boolean;
    }
  | {
      readonly type: 'tool-call-start';
      readonly index: number;
      readonly id: string;
      readonly name: string;
      readonly signature?: BoundSecret;
    }
  | { readonly type: 'tool-call-delta'; readonly index: number; readonly arguments: string }
  | { readonly type: 'part-end'; readonly index: number }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      readonly stopSequence: string | null;
      readonly usage: CanonicalUsage | null;
    }
  | ({ readonly type: 'error' } & StreamError)
  | { readonly type: 'end' };

/** What a provider says in a stream that it cannot go on with; the code is one of ours or a type of its own. */
export interface StreamError {
  readonly code: string;
  readonly message: string;
}
