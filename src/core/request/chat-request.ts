/**
 * The normalised request: what every wire dialect is mapped to, and all that routing looks at. The gateway keeps the
 * original body beside it for dispatch; nothing is sent from this form.
 */

export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** One message of a conversation, as far as routing looks at it. */
export interface ChatMessage {
  /** Whose words they are. */
  readonly role: Role;
  /** All text parts, joined by newlines. */
  readonly text: string;
  /** Images in the message. */
  readonly images: number;
  /** Tool calls in an assistant message. */
  readonly toolCalls: number;
  /** True for a turn of the model with reasoning that only the provider which signed it can read. */
  readonly signed?: boolean;
}

/** What is asked for: all that a decision depends on of a request. */
export interface ChatRequest {
  /** As the caller wrote it: `heimdall/auto`, `heimdall/hard`, or a model id. */
  readonly model: string;
  /** The whole conversation, oldest first; the last user turn is what is classified. */
  readonly messages: readonly ChatMessage[];
  /** Tool definitions offered. */
  readonly tools: number;
  /** Length of their JSON in characters: they count as input. */
  readonly toolsChars: number;
  /** A JSON object or JSON schema answer was asked for. */
  readonly jsonMode: boolean;
  /** The answer is wanted as a stream. No decision depends on it. */
  readonly stream: boolean;
  /** The caller's cap on output tokens, or null. */
  readonly maxOutputTokens: number | null;
}

/** A request of one user turn with nothing else: a prompt to be routed on its own. */
export function promptRequest(text: string, model = 'heimdall/auto'): ChatRequest {
  return {
    model,
    messages: [{ role: 'user', text, images: 0, toolCalls: 0 }],
    tools: 0,
    toolsChars: 0,
    jsonMode: false,
    stream: false,
    maxOutputTokens: null,
  };
}

/** Per-request overrides, from headers or a test. */
export interface RoutingOverrides {
  /** 0..1 */
  readonly alpha?: number;
  /** Instead of what the triage says. */
  readonly bucket?: 'cheap' | 'mid' | 'hard';
  /** Instead of the model of the request: a model id, or a name such as `heimdall/hard`. */
  readonly model?: string;
  /** Name of the calling app: its profile, if it has one, is in force for the request. */
  readonly app?: string;
}
