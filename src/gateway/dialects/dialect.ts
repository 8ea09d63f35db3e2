/**
 * What a wire dialect can do. The client side (`ClientDialect`) reads requests and writes answers; the provider side
 * (`ProviderDialect`) writes requests and reads answers. Both are pure: bytes and JSON in, bytes and JSON out.
 */
import type { ChatRequest, HeimdallError } from '../../core/index.ts';
import type { Effort } from '../../shared/decision.ts';
import type { CanonicalAnswer, CanonicalEvent, CanonicalRequest, CanonicalUsage, DialectName } from './canonical.ts';
import type { StoredLookup } from './openai-responses/expand-stored.ts';

/** A request of a client, read once. */
export interface ParsedRequest {
  readonly dialect: DialectName;
  /** The body as it came, for pass-through; never changed. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as the caller sent it, where `body` had to differ: it named what only this endpoint has stored. */
  readonly sent?: Readonly<Record<string, unknown>>;
  /** Where callers may refer to the answer later (Responses): the id that it gets, and all that led to it. */
  readonly stored?: { readonly id: string; readonly conversation: readonly Readonly<Record<string, unknown>>[] };
  /** What routing looks at. */
  readonly request: ChatRequest;
  /** Translated on demand: pass-through never needs it. */
  canonical(): CanonicalRequest;
}

/** Turns canonical events into the frames of one streamed answer. */
export interface StreamWriter {
  /** Bytes of the frames for one event; empty when nothing is to be said yet. */
  write(event: CanonicalEvent): string;
}

export interface ParseHints {
  readonly model?: string;
  readonly stream?: boolean;
  readonly stored?: StoredLookup;
}

export interface ClientDialect {
  readonly name: DialectName;
  /** `text/event-stream` and the like, for streamed answers. */
  readonly streamContentType: string;
  /**
   * @param model The model where it is in the path and not in the body (Gemini).
   * @param stream Whether the path asks for a stream, where the path says so (Gemini).
   * @param stored What the request may refer to, where it may (Responses).
   * @throws {HeimdallError} `request_invalid`; the message and `context.param` name the field.
   */
  parse(bytes: Uint8Array, hints?: ParseHints): ParsedRequest;
  /** The body of a complete answer. `model` is what the caller is told answered. */
  renderAnswer(answer: CanonicalAnswer, request: ParsedRequest): unknown;
  createStreamWriter(request: ParsedRequest): StreamWriter;
  /** The body of an error in this dialect; `status` is the HTTP status it is sent with. */
  renderError(error: HeimdallError, status: number, requestId: string | null): unknown;
  /** The frame that ends a stream which broke after its first byte. */
  renderStreamError(code: string, message: string): string;
}

/** What the provider's body must say beyond the request. */
export interface RenderTarget {
  readonly upstreamId: string;
  readonly effort: Effort | null;
  /** True when Heimdall chose the model, false when the caller named it. */
  readonly chosenByUs: boolean;
  /** Limits of the model where the catalog has them; thinking is clamped to them. */
  readonly maxOutputTokens: number | null;
  readonly thinkingBudget: { readonly min: number; readonly max: number } | null;
  readonly efforts: readonly Effort[] | null;
  /** The `provider` object for OpenRouter, should the caller not have one. */
  readonly preferences?: Readonly<Record<string, unknown>> | null;
}

export interface RenderedRequest {
  /** Path below the provider's base URL: `/chat/completions`, `/messages`, `/models/x:streamGenerateContent?alt=sse`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Headers that this dialect needs, such as `anthropic-version`; lower-case names. Not the credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** What could not be carried, in the caller's words where known: `logprobs`, `seed`, `image by URL`. */
  readonly dropped: readonly string[];
}

/** Reads the frames of a streamed answer. Feed it text as it comes; frames may be cut anywhere. */
export interface StreamReader {
  read(chunk: string): CanonicalEvent[];
  /** Call when the stream ended; what is missing then (`finish`, `end`) tells that it was cut. */
  end(): CanonicalEvent[];
}

export interface ProviderDialect {
  readonly name: DialectName;
  /** From the canonical form. */
  renderRequest(request: CanonicalRequest, target: RenderTarget): RenderedRequest;
  /** Same dialect: the caller's own body with the model (and thinking, when we chose) replaced, all else kept. */
  passThrough(parsed: ParsedRequest, target: RenderTarget): RenderedRequest;
  /** @throws {HeimdallError} `provider_bad_response`. */
  parseAnswer(body: unknown): CanonicalAnswer;
  createStreamReader(): StreamReader;
  /** Usage of a passed-through complete answer, or null. */
  readUsage(body: unknown): CanonicalUsage | null;
  /** A message and type out of an upstream's error body, whatever its shape; bounded, never with the credential. */
  readError(status: number, text: string): { readonly message: string; readonly type: string | null };
}
