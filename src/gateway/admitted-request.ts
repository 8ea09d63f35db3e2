import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHeaders, Routing, RoutingOverrides, SessionReference } from '../core/index.ts';
import type { ClientDialect, ParsedRequest } from './dialects/dialect.ts';
import type { ReceivedRequest } from './gateway-options.ts';
import type { MatchedPath } from './http/request-path.ts';

/** A request that the guards have let in. */
export interface AdmittedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Monotonic milliseconds at which the head of the request was read. */
  readonly arrived: number;
  /** Headers for the router: without the access token of this endpoint, should they have brought it. */
  readonly headers: RequestHeaders;
  readonly path: MatchedPath;
  /** Query without its question mark. */
  readonly query: string;
  readonly client: ClientDialect;
  /** Name of the app: of its key, else the one that it gives itself; null when it has neither. */
  readonly app: string | null;
}

/** A request with its decision. */
export interface DecidedRequest {
  readonly routing: Routing;
  readonly parsed: ParsedRequest;
  /** What it was decided with beside its own words. */
  readonly overrides: RoutingOverrides;
  readonly session: SessionReference | null;
  readonly received: ReceivedRequest;
  /** Monotonic milliseconds at which the body was complete. */
  readonly receivedMs: number;
}
