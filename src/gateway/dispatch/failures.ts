import { HeimdallError } from '../../core/index.ts';
import type { Bucket } from '../../shared/decision.ts';

/** An attempt that failed before its first byte. */
export interface Failure {
  readonly model: string;
  readonly error: HeimdallError;
  /** The upstream's `retry-after`, as it came. */
  readonly retryAfter: string | null;
}

/**
 * One error for a request that nobody answered. When all attempts failed alike it keeps their code, so that a client
 * sees a 429 as one; otherwise it is `provider_error` (502).
 */
export function allFailed(
  failures: readonly Failure[],
  bucket: Bucket,
): { readonly error: HeimdallError; readonly retryAfter: string | null } {
  const [first] = failures;
  if (first === undefined) {
    return { error: new HeimdallError('no_eligible_model', 'There is no model to call.'), retryAfter: null };
  }
  if (failures.length === 1) return { error: first.error, retryAfter: first.retryAfter };
  // Who was not asked at all does not blur what the others said.
  const asked = failures.filter(({ error }) => error.code !== 'provider_cooling_down');
  const [leading = first] = asked;
  const alike = asked.every(({ error }) => error.code === leading.error.code);
  const details = failures.map(({ model, error }) => `${model}: ${error.message}`).join(' ');
  const message = `None of the ${failures.length} candidates of the ${bucket} bucket answered. ${details}`;
  return {
    error: new HeimdallError(alike ? leading.error.code : 'provider_error', message),
    retryAfter: alike ? leading.retryAfter : null,
  };
}
