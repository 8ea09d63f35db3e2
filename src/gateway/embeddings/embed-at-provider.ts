/** Embeddings from a provider, by the same connections, credentials, headers and pauses as answers. */
import type { IncomingHttpHeaders } from 'node:http';
import { estimateTokens, HeimdallError } from '../../core/index.ts';
import type { ProviderDialect } from '../dialects/dialect.ts';
import {
  MAX_BATCH,
  passEmbedContents,
  readContentEmbeddings,
  readContentTokens,
  writeEmbedContents,
} from '../dialects/gemini/embeddings.ts';
import { readEmbeddings, readEmbeddingTokens, writeEmbeddings } from '../dialects/openai-chat/embeddings.ts';
import { providerDialect } from '../dialects/registry.ts';
import { type BadResult, failed } from '../dispatch/attempt-result.ts';
import { credentialedCall } from '../dispatch/credentialed-call.ts';
import { credentialName } from '../dispatch/credentials.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { coolingDownError, noteResult } from '../dispatch/note-result.ts';
import { readAnswer } from '../dispatch/read-answer.ts';
import { judgeError } from '../dispatch/upstream-error.ts';
import { upstreamHeaders } from '../dispatch/upstream-headers.ts';
import type { EmbeddingRequest, EmbeddingResult } from './embedding-request.ts';
import type { EmbeddingProvider } from './find-embedder.ts';

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export type ProviderResult =
  /** The upstream's own bytes. */
  | { readonly kind: 'passed'; readonly bytes: Buffer; readonly tokens: number | null }
  /** To be written in the caller's dialect. */
  | { readonly kind: 'translated'; readonly result: EmbeddingResult; readonly estimated: boolean }
  | BadResult;

interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What cannot be told to the provider. */
export function droppedFor({ connection }: EmbeddingProvider, request: EmbeddingRequest): readonly string[] {
  return wireOf(connection.dialect) === request.dialect ? [] : request.dropped;
}

/**
 * Asks a provider. Never rejects but for requests that cannot be translated.
 *
 * @throws {HeimdallError} `request_invalid`.
 */
export async function embedAtProvider(
  dispatcher: Dispatcher,
  provider: EmbeddingProvider,
  request: EmbeddingRequest,
  incoming: IncomingHttpHeaders,
  signal: AbortSignal,
): Promise<ProviderResult> {
  const { connection, upstreamId } = provider;
  const wire = wireOf(connection.dialect);
  if (wire === null) {
    throw new HeimdallError('request_invalid', `${connection.name} serves no embeddings.`, {
      context: { param: 'model' },
    });
  }
  const call = new ProviderCall(dispatcher, provider, providerDialect(connection, wire), incoming, signal);
  if (wire === request.dialect) {
    const { path, body } =
      wire === 'gemini'
        ? passEmbedContents(request, upstreamId)
        : { path: '/embeddings', body: writeEmbeddings(request, upstreamId) };
    const bytes = await call.send({ path, body }, true);
    if (!Buffer.isBuffer(bytes)) return bytes;
    const value = parseJson(bytes);
    const known = wire === 'gemini' ? readContentTokens(value) : readEmbeddingTokens(value);
    return { kind: 'passed', bytes, tokens: known };
  }
  const calls = wire === 'gemini' ? googleCalls(request, upstreamId) : [openAiCall(request, upstreamId)];
  const vectors: number[][] = [];
  let tokens: number | null = 0;
  for (const one of calls) {
    const bytes = await call.send(one, false);
    if (!Buffer.isBuffer(bytes)) return bytes;
    const value = parseJson(bytes);
    try {
      vectors.push(...(wire === 'gemini' ? readContentEmbeddings(value) : readEmbeddings(value)));
    } catch (error) {
      return { kind: 'failed', status: 200, error: HeimdallError.from(error), retryAfter: null };
    }
    const reported: number | null = wire === 'gemini' ? readContentTokens(value) : readEmbeddingTokens(value);
    tokens = tokens === null || reported === null ? null : tokens + reported;
  }
  if (vectors.length !== request.inputs.length) {
    const message = `${call.host} answered ${vectors.length} embeddings for ${request.inputs.length} inputs.`;
    return failed(200, 'provider_bad_response', message);
  }
  const result = { model: request.model, vectors, tokens: tokens ?? estimate(request) };
  return { kind: 'translated', result, estimated: tokens === null };
}

/** One provider as one request asks it. */
class ProviderCall {
  readonly host: string;
  readonly #dispatcher: Dispatcher;
  readonly #provider: EmbeddingProvider;
  readonly #dialect: ProviderDialect;
  readonly #incoming: IncomingHttpHeaders;
  readonly #signal: AbortSignal;

  constructor(
    dispatcher: Dispatcher,
    provider: EmbeddingProvider,
    dialect: ProviderDialect,
    incoming: IncomingHttpHeaders,
    signal: AbortSignal,
  ) {
    this.host = dispatcher.client.hostOf(provider.connection.baseUrl);
    this.#dispatcher = dispatcher;
    this.#provider = provider;
    this.#dialect = dialect;
    this.#incoming = incoming;
    this.#signal = signal;
  }

  /** The bytes of a good answer, or what went wrong. */
  async send(call: Call, passThrough: boolean): Promise<Buffer | BadResult> {
    const { health, options } = this.#dispatcher;
    const { connection, credential, upstreamId } = this.#provider;
    const key = {
      provider: connection.name,
      baseUrl: connection.baseUrl,
      credential: credentialName(credential),
      model: upstreamId,
    };
    // Nobody else has this model's vectors: pauses that are our own guess do not count.
    const cooling = health.check(key, () => true);
    if (cooling !== null) {
      const retryAfter = String(Math.ceil(cooling.remainingMs / 1_000));
      return { kind: 'failed', status: null, error: coolingDownError(upstreamId, cooling), retryAfter };
    }
    const result = await this.#attempt(call, passThrough);
    if (this.#signal.aborted) health.released(key);
    else if (Buffer.isBuffer(result)) health.succeeded(key);
    else noteResult(health, key, result, options.clock.now());
    return result;
  }

  async #attempt({ path, body }: Call, passThrough: boolean): Promise<Buffer | BadResult> {
    const { client, options } = this.#dispatcher;
    const { connection, credential } = this.#provider;
    const dialect = this.#dialect;
    try {
      const prepared = credentialedCall(options, { connection, credential, dialect }, (auth, ofCaller) =>
        client.post({
          baseUrl: connection.baseUrl,
          path,
          body: JSON.stringify(body),
          headers: upstreamHeaders({
            incoming: this.#incoming,
            connection,
            auth,
            ofCaller,
            dialect,
            rendered: { path, body, headers: {}, dropped: [] },
            passThrough,
            stream: false,
          }),
          timeoutMs: options.settings().timeout,
          connectMs: options.settings().gateway.connect_timeout,
        }),
      );
      const started = prepared.start();
      this.#signal.addEventListener('abort', () => started.cancel(), { once: true });
      const answer = await started.answer;
      const { status } = answer;
      if (status < 200 || status > 299) {
        return await judgeError({ host: this.host, credential: prepared.credential, dialect, passThrough }, answer);
      }
      const bytes = await readAnswer(answer.body, MAX_ANSWER_BYTES, options.settings().gateway.stream_idle_timeout);
      if (bytes === 'stalled') return failed(status, 'provider_timeout', `${this.host} stopped in the middle.`);
      if (bytes === 'cut') return failed(status, 'provider_error', `${this.host} broke off in the middle.`);
      if (bytes === 'too-large')
        return failed(status, 'provider_bad_response', `The answer of ${this.host} is too large.`);
      return bytes;
    } catch (error) {
      return { kind: 'failed', status: null, error: HeimdallError.from(error), retryAfter: null };
    }
  }
}

function wireOf(dialect: string): EmbeddingRequest['dialect'] | null {
  if (dialect === 'gemini') return 'gemini';
  return dialect === 'anthropic' ? null : 'openai-chat';
}

function openAiCall(request: EmbeddingRequest, upstreamId: string): Call {
  return { path: '/embeddings', body: writeEmbeddings(request, upstreamId) };
}

/** In batches of the size that Google takes. */
function googleCalls(request: EmbeddingRequest, upstreamId: string): Call[] {
  const texts = request.inputs.map((input, index) => {
    if (typeof input === 'string') return input;
    const param = request.inputPath(index);
    const message = `${param} holds token ids, and Google takes texts only. Send the text itself.`;
    throw new HeimdallError('request_invalid', message, { context: { param } });
  });
  const calls: Call[] = [];
  for (let start = 0; start < texts.length; start += MAX_BATCH) {
    calls.push(writeEmbedContents(request, texts.slice(start, start + MAX_BATCH), upstreamId));
  }
  return calls;
}

function estimate({ inputs }: EmbeddingRequest): number {
  return inputs.reduce((sum, input) => sum + (typeof input === 'string' ? estimateTokens(input) : input.length), 0);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
