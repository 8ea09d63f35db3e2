/** The way to a target: which server, in which dialect, with which credential. */
import { HeimdallError, type Routing } from '../../core/index.ts';
import type { DialectName } from '../dialects/canonical.ts';
import type { ProviderDialect } from '../dialects/dialect.ts';
import { providerDialect } from '../dialects/registry.ts';
import type { GatewayOptions, ProviderConnection, ServedModel } from '../gateway-options.ts';
import { type CredentialChoice, chooseCredential } from './credentials.ts';
import { missingKeyMessage } from './missing-key.ts';
import type { AttemptTarget } from './plan-attempts.ts';

/** What of a caller decides how it is connected. */
export interface Caller {
  readonly dialect: DialectName;
  /** False where an answer in the caller's dialect still needs rendering. */
  readonly mayPassThrough: boolean;
}

export interface Connected {
  readonly connection: ProviderConnection;
  readonly served: ServedModel;
  readonly credential: Exclude<CredentialChoice, { kind: 'missing' }>;
  readonly dialect: ProviderDialect;
  /** The caller's body goes out, and the upstream's own bytes come back. */
  readonly passThrough: boolean;
}

/**
 * Finds the way to a target.
 *
 * @throws {HeimdallError} `provider_unconfigured`; what is wrong with the caller's credential when it was the only one.
 */
export function connect(
  options: GatewayOptions,
  target: Pick<AttemptTarget, 'model' | 'provider'>,
  { auth }: Routing,
  caller: Caller,
): Connected {
  const connection = options.providers().get(target.provider ?? '');
  if (connection === undefined) throw unconfigured(`No provider that is configured serves ${target.model}.`);
  const served = options.catalog().resolve(target.model, connection.name);
  if (served === null) throw unconfigured(`The provider ${connection.name} does not serve ${target.model}.`);
  const dialect = providerDialect(connection, caller.dialect);
  const passThrough = caller.mayPassThrough && dialect.name === caller.dialect;
  const credential = chooseCredential(connection, auth, passThrough);
  if (credential.kind !== 'missing') return { connection, served, credential, dialect, passThrough };
  if (auth?.provider === connection.name && auth.problem !== undefined) {
    throw new HeimdallError(auth.problem.code, auth.problem.message);
  }
  if (auth?.provider === connection.name && auth.passThroughOnly === true && !passThrough) {
    throw new HeimdallError(
      'auth_not_usable',
      `The credential of the request may not be sent to ${connection.name} with a translated request. Use an API key.`,
    );
  }
  throw unconfigured(missingKeyMessage(connection, target.model));
}

function unconfigured(message: string): HeimdallError {
  return new HeimdallError('provider_unconfigured', message);
}
