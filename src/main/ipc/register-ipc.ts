import { ipcMain, type WebContents } from 'electron';
import {
  type ConsoleEventName,
  type ConsoleResult,
  type ConsoleService,
  events,
  IPC_EVENT_CHANNEL,
  IPC_REQUEST_CHANNEL,
} from '../../shared/console-contract.ts';
import type { ConsoleOrigin } from '../security/console-origin.ts';
import { isTrustedSender } from '../security/trusted-sender.ts';

export interface IpcOptions {
  readonly service: ConsoleService;
  /** Validates the name and the input, calls the service, and answers with a value whatever happens. */
  readonly dispatch: (service: ConsoleService, name: string, input: unknown) => Promise<ConsoleResult<unknown>>;
  readonly origin: ConsoleOrigin;
  /** The page that gets the events; undefined while there is none. */
  readonly contents: () => WebContents | undefined;
}

/**
 * Binds the console contract to its two channels. The only user of `ipcMain`.
 *
 * @returns a function that unbinds both.
 */
export function registerIpc({ service, dispatch, origin, contents }: IpcOptions): () => void {
  ipcMain.handle(IPC_REQUEST_CHANNEL, (event, name: unknown, input: unknown) => {
    // A rejection, not a quiet undefined, which a caller could take for an answer.
    if (!isTrustedSender(event, origin)) throw new Error('Refused: the sender is not the console.');
    return dispatch(service, String(name), input);
  });
  const names = Object.keys(events) as ConsoleEventName[];
  const unsubscribe = names.map((name) => service.subscribe(name, (event) => push(contents(), origin, name, event)));
  const leave = service.attach(() => isShown(contents(), origin));
  return () => {
    leave();
    ipcMain.removeHandler(IPC_REQUEST_CHANNEL);
    for (const stop of unsubscribe) stop();
  };
}

/** Decisions hold prompts: they go to our own page and, when another one is open for any reason, to nobody. */
function push(contents: WebContents | undefined, origin: ConsoleOrigin, name: string, event: unknown): void {
  if (isShown(contents, origin)) contents.send(IPC_EVENT_CHANNEL, name, event);
}

function isShown(contents: WebContents | undefined, origin: ConsoleOrigin): contents is WebContents {
  return contents !== undefined && !contents.isDestroyed() && origin.contains(contents.getURL());
}
