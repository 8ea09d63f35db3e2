/** The door of the gateway layer: the host imports from here only. */
import { HeimdallError } from '../core/errors.ts';
import type { Gateway, GatewayOptions } from './gateway-options.ts';

export type {
  DecisionRecorder,
  DecisionStart,
  Gateway,
  GatewayCatalog,
  GatewayModel,
  GatewayOptions,
  ListeningAddress,
  ModelPrice,
  ProviderConnection,
} from './gateway-options.ts';

export { PROVIDER_PRESETS, type ProviderPreset, SIMULATOR_PROVIDER } from './providers/presets.ts';

/** Makes a gateway; it does nothing until `listen`. */
export function createGateway(_options: GatewayOptions): Gateway {
  throw new HeimdallError('internal', 'The gateway is not built yet.');
}
