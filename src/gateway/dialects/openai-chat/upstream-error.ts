/** Errors in the middle of a stream, in our codes. */
import type { CanonicalEvent } from '../canonical.ts';
import { type JsonObject, textOrNull } from './json-fields.ts';

const MAX_MESSAGE_CHARS = 2_000;

/** The event for an `error` of OpenAI's form: `{message, type, code}`. Providers put statuses into `code`, too. */
export function upstreamErrorEvent(error: JsonObject): Extract<CanonicalEvent, { type: 'error' }> {
  const message = textOrNull(error.message) ?? 'The provider failed in the middle of its answer.';
  return { type: 'error', code: ourCode(error), message: message.slice(0, MAX_MESSAGE_CHARS) };
}

function ourCode(error: JsonObject): string {
  const names = `${String(error.code ?? '')} ${String(error.type ?? '')}`;
  if (/\b429\b|rate_limit/.test(names)) return 'provider_rate_limited';
  if (/context_length|context_window/.test(names)) return 'context_overflow';
  return 'provider_error';
}
