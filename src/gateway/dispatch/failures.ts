import { HeimdallError } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';

/** An attempt that failed before its first byte. */
export interface Failure {
  readonly model: string;
  readonly error: HeimdallError;
  /** The upstream's `retry-after`, as it came. */
  readonly retryAfter: string | null;
}

const STOPPED = {
  retry_budget: ' Nobody else was asked: so much fails now that further attempts are limited (gateway.retry_budget).',
  total_timeout: ' Nobody else was asked: the time for all attempts is over (gateway.total_timeout).',
} as const;

/**
 * One error for a request that nobody answered. When all attempts failed alike it keeps their code, so that a client
 * sees a 429 as one; otherwise it is `provider_error` (502).
 *
 * @param stoppedBy Why not everybody was asked, if so.
 */
export function allFailed(
  failures: readonly Failure[],
  stoppedBy: Outcome['stopped_by'] = null,
): { readonly error: HeimdallError; readonly retryAfter: string | null } {
  const [first] = failures;
  if (first === undefined) {
    return { error: new HeimdallError('no_eligible_model', 'There is no model to call.'), retryAfter: null };
  }
  const why = stoppedBy === null ? '' : STOPPED[stoppedBy];
  if (failures.length === 1) {
    const { error, retryAfter } = first;
    return { error: why === '' ? error : new HeimdallError(error.code, error.message + why), retryAfter };
  }
  // Who was not asked at all does not blur what the others said.
  const asked = failures.filter(({ error }) => error.code !== 'provider_cooling_down');
  const [leading = first] = asked;
  const alike = asked.every(({ error }) => error.code === leading.error.code);
  const details = failures.map(({ model, error }) => `${model}: ${error.message}`).join(' ');
  const message = `None of the ${failures.length} candidates answered. ${details}${why}`;
  return {
    error: new HeimdallError(alike ? leading.error.code : 'provider_error', message),
    retryAfter: alike ? leading.retryAfter : null,
  };
}
