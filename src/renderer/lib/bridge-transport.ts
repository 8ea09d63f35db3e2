import type { HeimdallBridge } from '../../shared/console-contract.ts';
import type { Transport } from './transport.ts';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app; absent in a browser. */
    readonly heimdall?: HeimdallBridge;
  }
}

/** IPC to the main process: always connected while the window lives. */
export function createBridgeTransport(bridge: HeimdallBridge): Transport {
  return {
    request: async (name, input) => JSON.parse(await bridge.request(name, input)),
    onEvent: (listener) => bridge.onEvent((name, eventJson) => listener(name, JSON.parse(eventJson))),
    onConnection: (listener) => {
      listener('open');
      return () => undefined;
    },
  };
}
