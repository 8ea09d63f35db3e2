/**
 * Counting tokens without asking for an answer. A named model of a provider that speaks the caller's dialect is counted
 * by that provider; everything else is estimated here, and the answer says which it was.
 */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { RequestHeaders } from '../core/index.ts';
import { countTokensAnswer as anthropicEstimate, parseCountTokensRequest } from './dialects/anthropic/index.ts';
import type { ParsedRequest, RenderedRequest } from './dialects/dialect.ts';
import { countTokensAnswer as geminiEstimate, parseCountTokens } from './dialects/gemini/index.ts';
import { wantsSimulator } from './dialects/openai-chat/request-headers.ts';
import { countTokensAnswer as responsesEstimate } from './dialects/openai-responses/count-tokens.ts';
import type { StoredLookup } from './dialects/openai-responses/expand-stored.ts';
import { openaiResponsesClient } from './dialects/openai-responses/index.ts';
import { connect } from './dispatch/connect.ts';
import { credentialedCall } from './dispatch/credentialed-call.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { readAnswer } from './dispatch/read-answer.ts';
import { upstreamHeaders } from './dispatch/upstream-headers.ts';

type CountingDialect = 'anthropic' | 'gemini' | 'openai-responses';

export interface CountRequest {
  readonly dialect: CountingDialect;
  readonly bytes: Uint8Array;
  /** The model in the path (Gemini). */
  readonly model: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** For the router. */
  readonly headers: RequestHeaders;
  /** What the request may refer to (Responses). */
  readonly stored: StoredLookup;
}

/** How one API counts. */
interface Counter {
  parse(count: CountRequest): ParsedRequest;
  estimate(parsed: ParsedRequest): unknown;
  /** Below the provider's base URL. */
  path(upstreamId: string): string;
  body(rendered: RenderedRequest['body'], upstreamId: string): unknown;
}

const COUNTERS: Readonly<Record<CountingDialect, Counter>> = {
  anthropic: {
    parse: ({ bytes }) => parseCountTokensRequest(bytes),
    estimate: anthropicEstimate,
    path: () => '/messages/count_tokens',
    body: (rendered) => rendered,
  },
  gemini: {
    parse: ({ bytes, model }) => parseCountTokens(bytes, { model }),
    estimate: geminiEstimate,
    path: (upstreamId) => `/models/${upstreamId}:countTokens`,
    body: (rendered, upstreamId) => ({ generateContentRequest: { ...rendered, model: `models/${upstreamId}` } }),
  },
  'openai-responses': {
    parse: ({ bytes, stored }) => openaiResponsesClient.parse(bytes, { stored }),
    estimate: responsesEstimate,
    path: () => '/responses/input_tokens',
    body: (rendered) => rendered,
  },
};

export interface TokenCount {
  readonly body: unknown;
  readonly headers: OutgoingHttpHeaders;
}

const MAX_COUNT_BYTES = 64 * 1024;

/** @throws {HeimdallError} `request_invalid`. */
export async function countTokens(dispatcher: Dispatcher, count: CountRequest): Promise<TokenCount> {
  const counter = COUNTERS[count.dialect];
  const parsed = counter.parse(count);
  // Who asks for the simulator wants no provider called, not even for a count.
  const local = wantsSimulator(count.request.headers);
  const exact = local ? null : await exactCount(dispatcher, count, parsed).catch(() => null);
  if (exact !== null) return { body: exact, headers: { 'x-heimdall-token-count': 'exact' } };
  return { body: counter.estimate(parsed), headers: { 'x-heimdall-token-count': 'estimate' } };
}

/** The provider's own count, or null when it is not to be had. */
async function exactCount(dispatcher: Dispatcher, count: CountRequest, parsed: ParsedRequest): Promise<unknown> {
  const { options, client } = dispatcher;
  const routing = await options.router().decide(parsed.request, count.headers, {}, count.dialect);
  const { decision } = routing;
  // Where Heimdall chooses, the count must not depend on a choice that may come out differently for the answer.
  if (decision.mode !== 'explicit') return null;
  const connected = connect(options, decision, routing, { dialect: parsed.dialect, mayPassThrough: true });
  const { connection, served, dialect } = connected;
  if (!connected.passThrough) return null;
  const target = {
    upstreamId: served.upstreamId,
    effort: null,
    chosenByUs: false,
    maxOutputTokens: null,
    thinkingBudget: null,
    efforts: null,
  };
  const rendered = dialect.passThrough(parsed, target);
  const counter = COUNTERS[count.dialect];
  const call = credentialedCall(options, connected, (auth, ofCaller) =>
    client.post({
      baseUrl: connection.baseUrl,
      path: counter.path(served.upstreamId),
      body: JSON.stringify(counter.body(rendered.body, served.upstreamId)),
      headers: upstreamHeaders({
        incoming: count.request.headers,
        connection,
        auth,
        ofCaller,
        dialect,
        rendered,
        passThrough: true,
        stream: false,
      }),
      timeoutMs: options.settings().timeout,
      connectMs: options.settings().gateway.connect_timeout,
    }),
  ).start();
  count.response.on('close', () => call.cancel());
  const answer = await call.answer;
  const bytes = await readAnswer(answer.body, MAX_COUNT_BYTES, options.settings().timeout);
  return answer.status === 200 && Buffer.isBuffer(bytes) ? JSON.parse(bytes.toString('utf8')) : null;
}
