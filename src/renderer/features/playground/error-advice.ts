import type { ErrorCode } from '../../../shared/error-codes.ts';
import type { Route } from '../../lib/route.ts';

export interface ErrorAdvice {
  /** What to do, in a sentence; null when the message says it. */
  readonly text: string | null;
  /** Where it is done. */
  readonly link: { readonly label: string; readonly to: Partial<Route> } | null;
  /** The same request may go well the next time. */
  readonly again: boolean;
}

const KEYS = { label: 'Open the keys', to: { view: 'settings', arg: 'keys' } } as const;
const MODELS = { label: 'Open Models', to: { view: 'models' } } as const;
const CONNECT = { label: 'Open Connect', to: { view: 'connect' } } as const;
const AGAIN = { text: null, link: null, again: true } as const;

const ADVICE: Partial<Record<ErrorCode, ErrorAdvice>> = {
  auth_missing: { text: 'Its provider needs a key.', link: KEYS, again: false },
  auth_rejected: { text: 'The provider refused the key: replace it.', link: KEYS, again: true },
  auth_expired: { text: 'Sign in again, or replace the key.', link: KEYS, again: true },
  provider_unconfigured: { text: 'Add a key of its provider, or ask another model.', link: KEYS, again: false },
  model_unknown: { text: 'Pick a model of the catalog.', link: MODELS, again: false },
  model_disabled: { text: 'Switch it on in Models.', link: MODELS, again: false },
  no_eligible_model: { text: 'The decision says why each one was left out.', link: MODELS, again: false },
  context_overflow: { text: 'Shorten the request, or pick a model with a larger window.', link: MODELS, again: false },
  request_too_large: { text: 'Take images or text out.', link: null, again: false },
  request_invalid: { text: 'Change the request.', link: null, again: false },
  provider_rate_limited: { text: 'Wait a moment, or ask another model.', link: null, again: true },
  provider_cooling_down: { text: 'Models shows how long its pause lasts.', link: MODELS, again: true },
  provider_unreachable: { text: 'Check the network and the address of the provider.', link: CONNECT, again: true },
  provider_timeout: { text: 'Send it again, or ask another model.', link: null, again: true },
  unavailable: { text: null, link: CONNECT, again: true },
};

/** What to do about a failed answer. */
export function adviceFor(code: string): ErrorAdvice {
  return ADVICE[code as ErrorCode] ?? AGAIN;
}
