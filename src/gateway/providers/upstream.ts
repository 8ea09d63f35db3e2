/** What the dispatcher needs of anything that can answer a chat completion: a server over HTTP, or the simulator. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** The beginning of an upstream's answer; the body is still coming. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  /** Ends with `end`, or with `error` when the answer was cut. Destroying it cancels the request. */
  readonly body: Readable;
}

/** One call in flight. */
export interface UpstreamCall {
  /**
   * Resolves when the status and headers are there.
   *
   * Rejects with HeimdallError `provider_unreachable` or `provider_timeout`; messages name the host, never the URL.
   */
  readonly answer: Promise<UpstreamAnswer>;
  /** Stops the call at any time, also while the body is being read. Safe to repeat. */
  cancel(): void;
}
