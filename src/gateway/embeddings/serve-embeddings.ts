/** `POST /v1/embeddings`, `:embedContent` and `:batchEmbedContents`. Nothing is decided, so nothing enters the log. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestHeaders } from '../../core/index.ts';
import type { ClientDialect } from '../dialects/dialect.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { roundMs } from '../dispatch/outcome-builder.ts';
import { headerValue, sendError, sendJson } from '../http/respond.ts';
import { droppedFor, embedAtProvider, type ProviderResult } from './embed-at-provider.ts';
import { embedLocally } from './embed-locally.ts';
import type { EmbeddingRequest, EmbeddingResult } from './embedding-request.ts';
import { findEmbedder } from './find-embedder.ts';

/** An answer is written in pieces of about this many characters, with a turn of the event loop between them. */
const PIECE_CHARS = 256 * 1024;
/** Indices of cut inputs that a header names at most. */
const MAX_NAMED = 50;

export interface EmbeddingsCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** For auth: without the access token of this endpoint. */
  readonly headers: RequestHeaders;
  readonly client: ClientDialect;
  /** Monotonic milliseconds at which the body was complete. */
  readonly received: number;
}

/** What was served, for the log line and the counters. */
interface Served {
  readonly model: string;
  readonly provider: string;
  readonly tokens: number | null;
  readonly status: number;
}

/** @throws {HeimdallError} `request_invalid`, `model_unknown`, `provider_unconfigured`, `artifact_*`. */
export async function serveEmbeddings(
  dispatcher: Dispatcher,
  embedding: EmbeddingRequest,
  call: EmbeddingsCall,
): Promise<void> {
  const { options } = dispatcher;
  const found = findEmbedder(options, embedding.model, options.router().authenticate(call.headers, embedding.dialect));
  const left = new AbortController();
  call.response.on('close', () => left.abort());
  let served: Served;
  if (found.kind === 'local') {
    const { embedder } = found;
    const result = await embedLocally(embedder, embedding, left.signal);
    const { truncated, tokens } = result;
    await writeResult(call.response, embedding, result, {
      ...headersOf(embedder.model, 'heimdall'),
      ...(embedding.taskType === null ? {} : { 'x-heimdall-dropped': 'taskType' }),
      ...(truncated.length === 0 ? {} : { 'x-heimdall-truncated': truncated.slice(0, MAX_NAMED).join(', ') }),
    });
    served = { model: embedder.model, provider: 'heimdall', tokens, status: 200 };
  } else {
    const provider = found.connection.name;
    const dropped = droppedFor(found, embedding);
    const headers = {
      ...headersOf(found.upstreamId, provider),
      ...(dropped.length === 0 ? {} : { 'x-heimdall-dropped': headerValue(dropped.join(', ')) }),
    };
    const result = await embedAtProvider(dispatcher, found, embedding, call.request.headers, left.signal);
    const tokens = await deliver(call, embedding, result, headers);
    served = { model: found.upstreamId, provider, tokens, status: call.response.statusCode };
  }
  const inputs = embedding.inputs.length;
  const ms = roundMs(options.clock.monotonicMs() - call.received);
  options.logger.info('embeddings', { ...served, inputs, ms, ...(left.signal.aborted ? { aborted: true } : {}) });
  if (served.status === 200) options.onEmbeddings?.({ inputs, tokens: served.tokens ?? 0 });
}

/** Answers the client; returns the tokens. */
async function deliver(
  { response, client }: EmbeddingsCall,
  embedding: EmbeddingRequest,
  result: ProviderResult,
  headers: OutgoingHttpHeaders,
): Promise<number | null> {
  switch (result.kind) {
    case 'passed': {
      const { bytes, tokens } = result;
      if (response.destroyed) return tokens;
      response.writeHead(200, {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'content-length': bytes.length,
      });
      response.end(bytes);
      return tokens;
    }
    case 'translated': {
      const usage = result.estimated ? { 'x-heimdall-usage': 'estimate' } : {};
      await writeResult(response, embedding, result.result, { ...headers, ...usage });
      return result.result.tokens;
    }
    case 'refused': {
      const { status, error } = result;
      const body = result.body ?? client.renderError(error, status, null);
      sendJson(response, status, body, { ...headers, 'x-heimdall-error': error.code, 'x-should-retry': 'false' });
      return null;
    }
    case 'failed': {
      const { retryAfter } = result;
      sendError(response, result.error, client, {
        ...headers,
        ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
      });
      return null;
    }
  }
}

async function writeResult(
  response: ServerResponse,
  embedding: EmbeddingRequest,
  result: EmbeddingResult,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  if (response.destroyed) return;
  response.writeHead(200, { ...headers, 'content-type': 'application/json; charset=utf-8' });
  let piece = '';
  for (const part of embedding.answer(result)) {
    piece += part;
    if (piece.length < PIECE_CHARS) continue;
    response.write(piece);
    piece = '';
    await nextTurn();
    if (response.destroyed) return;
  }
  response.end(piece);
}

function headersOf(model: string, provider: string): OutgoingHttpHeaders {
  return {
    'x-request-id': randomUUID(),
    'x-heimdall-model': headerValue(model),
    'x-heimdall-provider': headerValue(provider),
  };
}
