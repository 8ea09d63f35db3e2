/**
 * The normalised request: what every wire dialect is mapped to, and all that routing looks at. The gateway keeps the
 * original body beside it for dispatch; nothing is sent from this form.
 */

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export interface ChatMessage {
  readonly role: Role;
  /** All text parts, joined by newlines. */
  readonly text: string;
  readonly images: number;
  /** Tool calls in an assistant message. */
  readonly toolCalls: number;
  /** True for a turn of the model with reasoning that only the provider which signed it can read. */
  readonly signed?: boolean;
}

export interface ChatRequest {
  /** As the caller wrote it: `heimdall/auto`, `heimdall/hard`, or a model id. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Tool definitions offered, and the length of their JSON in characters. */
  readonly tools: number;
  readonly toolsChars: number;
  /** A JSON object or JSON schema answer was asked for. */
  readonly jsonMode: boolean;
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
  readonly bucket?: 'cheap' | 'mid' | 'hard';
  readonly model?: string;
  /** Name of the calling app: its profile, if it has one, is in force for the request. */
  readonly app?: string;
}
