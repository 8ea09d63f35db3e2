/**
 * The stable error codes of Heimdall. Codes are part of the public interface: callers branch on them, documentation
 * lists them (docs/errors.md), and none is renamed or reused.
 */

/** The part of the system that an error comes from. */
export const ERROR_TYPES = [
  'config',
  'auth',
  'features',
  'artifact',
  'catalog',
  'provider',
  'protocol',
  'internal',
] as const;

export type ErrorType = (typeof ERROR_TYPES)[number];

/** Every code with its type and one sentence on what it means. */
export const ERROR_CODES = {
  config_invalid: { type: 'config', meaning: 'The configuration has a value that is not allowed.' },
  config_unreadable: { type: 'config', meaning: 'The configuration file could not be read or parsed.' },
  tests_invalid: {
    type: 'config',
    meaning: 'A file of routing tests is not in order; the message names key and line.',
  },
  auth_missing: { type: 'auth', meaning: 'No credential was given and none is stored.' },
  auth_rejected: { type: 'auth', meaning: 'The provider refused the credential.' },
  auth_expired: { type: 'auth', meaning: 'The credential of the request has expired.' },
  auth_not_usable: {
    type: 'auth',
    meaning: 'The credential of the request is not for this client or this use, or it lacks a permission.',
  },
  user_key_invalid: {
    type: 'auth',
    meaning: 'The key is none that this Heimdall issued, or it was revoked; or one is required and was not brought.',
  },
  sign_in_failed: { type: 'auth', meaning: 'The sign-in at a provider did not complete.' },
  auth_adapter_failed: { type: 'auth', meaning: 'An auth adapter threw while it looked at the request.' },
  feature_count_mismatch: {
    type: 'features',
    meaning: 'A feature row has another length than the model was trained on.',
  },
  feature_extractor_failed: { type: 'features', meaning: 'A custom feature extractor threw or returned a non-number.' },
  artifact_missing: { type: 'artifact', meaning: 'A file of the artifact is not there.' },
  artifact_digest_mismatch: { type: 'artifact', meaning: 'A file of the artifact differs from its digest or size.' },
  artifact_invalid: { type: 'artifact', meaning: 'The artifact is malformed or inconsistent.' },
  artifact_untrusted: {
    type: 'artifact',
    meaning: 'The artifact is not signed by a key of tuning.trusted_keys, or was changed after it was signed.',
  },
  artifact_golden_mismatch: { type: 'artifact', meaning: 'The artifact does not reproduce its golden prompts.' },
  model_unknown: { type: 'catalog', meaning: 'No model of that name is in the catalog or the configuration.' },
  model_disabled: { type: 'catalog', meaning: 'The model was switched off by the user.' },
  catalog_refresh_failed: {
    type: 'catalog',
    meaning: 'A source of the catalog could not be read or was not believed.',
  },
  no_eligible_model: { type: 'catalog', meaning: 'No candidate in any bucket can take the request.' },
  provider_unconfigured: { type: 'provider', meaning: 'The provider of the model has no credential.' },
  provider_unreachable: { type: 'provider', meaning: 'The provider could not be reached.' },
  provider_timeout: { type: 'provider', meaning: 'The provider did not answer in time.' },
  provider_rate_limited: { type: 'provider', meaning: 'The provider answered 429.' },
  provider_cooling_down: {
    type: 'provider',
    meaning: 'The provider failed a moment ago and is not asked again until its pause is over.',
  },
  provider_error: { type: 'provider', meaning: 'The provider answered with an error.' },
  provider_bad_response: { type: 'provider', meaning: 'The provider answered something that is not its protocol.' },
  context_overflow: { type: 'provider', meaning: 'The request is larger than the context of every candidate.' },
  request_invalid: { type: 'protocol', meaning: 'The request body or a header is not valid.' },
  request_too_large: { type: 'protocol', meaning: 'The request body is larger than the endpoint accepts.' },
  route_not_found: { type: 'protocol', meaning: 'The endpoint has no such path.' },
  method_not_allowed: { type: 'protocol', meaning: 'The path does not take this method.' },
  host_forbidden: { type: 'protocol', meaning: 'The Host header is not an address of this endpoint.' },
  origin_forbidden: { type: 'protocol', meaning: 'The Origin of the request is not allowed.' },
  token_invalid: { type: 'protocol', meaning: 'The endpoint has an access token and the request did not bring it.' },
  request_denied: { type: 'protocol', meaning: 'A hook denied the request.' },
  request_dropped: { type: 'protocol', meaning: 'The request was held at a breakpoint and dropped there by hand.' },
  response_not_cached: {
    type: 'protocol',
    meaning: 'The request wants an answer from the response cache only, and there is none.',
  },
  not_found: { type: 'protocol', meaning: 'The thing asked for does not exist.' },
  unavailable: {
    type: 'internal',
    meaning: 'What was asked for cannot be done in the present state; the message says what to do.',
  },
  overloaded: { type: 'internal', meaning: 'More requests are at work than Heimdall takes at once.' },
  shutting_down: { type: 'internal', meaning: 'Heimdall is stopping and takes no new requests.' },
  secrets_unavailable: { type: 'internal', meaning: 'Stored secrets could not be read or written.' },
  storage_failed: { type: 'internal', meaning: 'The decision log could not be read or written.' },
  internal: { type: 'internal', meaning: 'A bug in Heimdall.' },
} as const satisfies Record<string, { type: ErrorType; meaning: string }>;

/** docs/errors.md says what each means. */
export type ErrorCode = keyof typeof ERROR_CODES;
