/** The bridge: requests and events, nothing else. No zod, no Node and no Electron object reaches the page. */
import { contextBridge, ipcRenderer } from 'electron';
import type {
  HeimdallBridge,
  IPC_EVENT_CHANNEL,
  IPC_REQUEST_CHANNEL,
  IPC_TAKEN_CHANNEL,
} from '../shared/console-contract.ts';

// Written out and typed by the contract: a value import would bundle all of its schemas into every page.
const requestChannel: typeof IPC_REQUEST_CHANNEL = 'console:request';
const eventChannel: typeof IPC_EVENT_CHANNEL = 'console:event';
const takenChannel: typeof IPC_TAKEN_CHANNEL = 'console:taken';

const bridge: HeimdallBridge = {
  request: (name, input) => ipcRenderer.invoke(requestChannel, name, input),
  onEvent: (listener) => {
    const forward = (_: unknown, name: string, eventJson: string) => {
      try {
        listener(name, eventJson);
      } finally {
        ipcRenderer.send(takenChannel, 1);
      }
    };
    ipcRenderer.on(eventChannel, forward);
    ipcRenderer.send(takenChannel, null);
    return () => {
      ipcRenderer.removeListener(eventChannel, forward);
    };
  },
};

contextBridge.exposeInMainWorld('heimdall', bridge);
