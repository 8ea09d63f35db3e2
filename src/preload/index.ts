/** The bridge: two channels, nothing else. No zod, no Node and no Electron object reaches the page. */
import { contextBridge, ipcRenderer } from 'electron';
import type { HeimdallBridge, IPC_EVENT_CHANNEL, IPC_REQUEST_CHANNEL } from '../shared/console-contract.ts';

// Written out and typed by the contract: a value import would bundle all of its schemas into every page.
const requestChannel: typeof IPC_REQUEST_CHANNEL = 'console:request';
const eventChannel: typeof IPC_EVENT_CHANNEL = 'console:event';

const bridge: HeimdallBridge = {
  request: (name, input) => ipcRenderer.invoke(requestChannel, name, input),
  onEvent: (listener) => {
    const forward = (_: unknown, name: string, event: unknown) => listener(name, event);
    ipcRenderer.on(eventChannel, forward);
    return () => {
      ipcRenderer.removeListener(eventChannel, forward);
    };
  },
};

contextBridge.exposeInMainWorld('heimdall', bridge);
