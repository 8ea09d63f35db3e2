import { HeimdallError } from '../../core/index.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';
import type { CanonicalUsage } from '../dialects/canonical.ts';
import type { UpstreamStream } from './upstream-stream.ts';

/** How a call to one upstream went. */
export type AttemptResult =
  /** An answer that has begun. */
  | { readonly kind: 'stream'; readonly status: number; readonly stream: UpstreamStream }
  | {
      readonly kind: 'complete';
      readonly status: number;
      /** In the client's dialect. */
      readonly bytes: Buffer;
      readonly usage: CanonicalUsage | null;
      readonly estimatedOutput: number;
    }
  /** The upstream says that the request itself is wrong: nobody else is asked, unless it was only too long. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly overflow: boolean;
      readonly error: HeimdallError;
      /** The upstream's own body where the client speaks its dialect. */
      readonly body: unknown;
    }
  | {
      readonly kind: 'failed';
      readonly status: number | null;
      readonly error: HeimdallError;
      readonly retryAfter: string | null;
    };

/** A call that gave no answer. */
export type BadResult = Extract<AttemptResult, { readonly error: HeimdallError }>;

/** A failure after which somebody else may be asked. */
export function failed(
  status: number | null,
  code: ErrorCode,
  message: string,
  retryAfter: string | null = null,
): Extract<AttemptResult, { kind: 'failed' }> {
  return { kind: 'failed', status, error: new HeimdallError(code, message), retryAfter };
}
