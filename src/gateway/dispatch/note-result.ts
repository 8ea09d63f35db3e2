/** Between the results of attempts and the health of providers. */
import { HeimdallError } from '../../core/index.ts';
import type { AttemptResult } from './attempt-result.ts';
import type { CoolingDown, HealthKey, ProviderHealth } from './provider-health.ts';

/**
 * Tells the health of a provider how an attempt went.
 *
 * @param now Unix time in milliseconds, for upstreams that name a date.
 */
export function noteResult(health: ProviderHealth, key: HealthKey, result: AttemptResult, now: number): void {
  const failure = result.kind === 'failed' ? result : null;
  const code = failure?.error.code;
  const wait = retryAfterMs(failure?.retryAfter ?? null, now);
  if (code === 'provider_rate_limited') health.limited(key, wait);
  // A stream may still break. A refused credential and a bug of ours say nothing of the server but that it is there.
  else if (result.kind === 'stream' || code === 'auth_rejected' || code === 'internal') health.answered(key);
  else if (failure === null) health.succeeded(key);
  else health.failed(key, wait);
}

/** The failure of an attempt that was not made. */
export function coolingDownError(model: string, { reason, remainingMs }: CoolingDown): HeimdallError {
  const seconds = Math.ceil(remainingMs / 1_000);
  return new HeimdallError('provider_cooling_down', `${model} is not asked for another ${seconds} s: ${reason}.`);
}

/** Milliseconds that a `retry-after` means (seconds or a date), or null. */
export function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null;
  const seconds = Number(value);
  if (value.trim() !== '' && Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1_000 : null;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
