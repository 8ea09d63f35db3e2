import { HeimdallError } from '../../../core/index.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Stopping and starting what apps talk to. */
export function endpointHandlers({
  endpoint,
  endpointSwitch,
  hub,
  identity,
}: ConsoleParts): Pick<Handlers, 'endpoint.pause' | 'endpoint.resume'> {
  return {
    'endpoint.pause': async () => {
      if (identity.host === 'headless') {
        throw new HeimdallError(
          'unavailable',
          'This console is served by the endpoint itself. End Heimdall where it was started.',
        );
      }
      await endpointSwitch.off();
      hub.changed('app');
      return endpoint();
    },
    'endpoint.resume': async () => {
      if (endpoint().state !== 'listening') await endpointSwitch.on();
      hub.changed('app');
      return endpoint();
    },
  };
}
