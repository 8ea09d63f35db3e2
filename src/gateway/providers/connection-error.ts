/** Why no answer came from an upstream, in words that say what to do. */
import { HeimdallError } from '../../core/index.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';

const TRUST_FIX =
  'If you trust it, set NODE_EXTRA_CA_CERTS to a PEM file with that certificate or its authority, and start Heimdall again.';

/** What a system or TLS error means. The codes are those of Node and OpenSSL. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name. Check the base_url of the provider and the DNS of this machine.',
  EAI_AGAIN: 'its name could not be looked up. Check the network and the DNS of this machine.',
  ECONNREFUSED: 'nothing listens there. Check that the server runs, and the base_url of the provider.',
  ECONNRESET: 'the connection was closed before an answer came.',
  EPIPE: 'the connection was closed before an answer came.',
  ETIMEDOUT: 'the network gave up on the connection.',
  EHOSTUNREACH: 'the network knows no way there.',
  ENETUNREACH: 'this machine is not on a network that leads there.',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired. Its owner has to renew it; check the clock of this machine, too.',
  CERT_NOT_YET_VALID: 'its TLS certificate is not valid yet. Check the clock of this machine.',
  DEPTH_ZERO_SELF_SIGNED_CERT: `its TLS certificate is self-signed. ${TRUST_FIX}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its TLS certificate comes from an authority that is not known here, such as a company's own. ${TRUST_FIX}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `the authority of its TLS certificate is not known here. ${TRUST_FIX}`,
  UNABLE_TO_GET_ISSUER_CERT: `the authority of its TLS certificate is not known here. ${TRUST_FIX}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `the authority of its TLS certificate is not known here. ${TRUST_FIX}`,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name. Check the base_url of the provider.',
  EPROTO: 'it does not speak TLS there. Check whether the base_url of the provider should begin with http:.',
};

/** The error for a call that failed before its answer. The message names the host and the code, never the URL. */
export function connectionError(error: NodeJS.ErrnoException, host: string): HeimdallError {
  if (HeimdallError.isInstance(error)) return error;
  // Attempts at several addresses of one name fail together.
  const { code = firstCode(error) } = error;
  if (code === 'HPE_HEADER_OVERFLOW') {
    return withHost('provider_bad_response', `The headers of the answer of ${host} are too large.`, host, error);
  }
  if (code?.startsWith('HPE_') === true) {
    return withHost('provider_bad_response', `${host} did not answer in HTTP (${code}).`, host, error);
  }
  const reason = code === undefined ? undefined : (REASONS[code] ?? tlsReason(code));
  const why = reason === undefined ? '.' : `: ${reason}`;
  return withHost(
    'provider_unreachable',
    `Could not reach ${host} (${code ?? 'connection failed'})${why}`,
    host,
    error,
  );
}

function tlsReason(code: string): string | undefined {
  return code.startsWith('ERR_SSL_') ? REASONS.EPROTO : undefined;
}

function firstCode(error: unknown): string | undefined {
  const [first] = (error as { errors?: NodeJS.ErrnoException[] }).errors ?? [];
  return first?.code;
}

function withHost(code: ErrorCode, message: string, host: string, cause: unknown): HeimdallError {
  return new HeimdallError(code, message, { cause, context: { host } });
}
