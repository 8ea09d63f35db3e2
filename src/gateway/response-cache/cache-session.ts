/** The response cache as those see it who answer requests. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Routing, RoutingOverrides } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { ParsedRequest } from '../dialects/dialect.ts';
import type { CacheHit } from './cache-totals.ts';

/** Reads an answer beside its way to the client. */
export interface AnswerReader {
  /** Bytes as they go to the client. */
  add(bytes: Buffer): void;
  /** The request ended. */
  end(outcome: Outcome): void;
}

/** A request as the cache sees it. */
export interface CacheRequest {
  readonly parsed: ParsedRequest;
  readonly routing: Routing;
  readonly overrides: RoutingOverrides;
  readonly headers: IncomingHttpHeaders;
  readonly app: string | null;
}

/** The cache for one request. */
export interface CacheSession {
  /** @throws {HeimdallError} `response_not_cached` when nothing else may answer. */
  find(): Promise<CacheHit | null>;
  /** Takes the answer in when it was not found; null when it may not be kept. */
  capture(): AnswerReader | null;
  /** Notes that a hit was given, for the totals. `ms` = what it took. */
  served(hit: CacheHit, ms: number): void;
}

export interface RequestCache {
  /**
   * The cache for a request; null when it is off or has nothing to do with it.
   *
   * @throws {HeimdallError} `request_invalid` for a bad `x-heimdall-cache`.
   */
  open(request: CacheRequest): CacheSession | null;
}
