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
    request: (name, input) => bridge.request(name, input),
    onEvent: (listener) => bridge.onEvent(listener),
    onConnection: (listener) => {
      listener('open');
      return () => undefined;
    },
  };
}
