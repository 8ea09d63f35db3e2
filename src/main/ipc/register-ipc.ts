import { type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import { feedEvents } from '../../host/console/feed-events.ts';
import {
  type ConsoleResult,
  type ConsoleService,
  IPC_EVENT_CHANNEL,
  IPC_REQUEST_CHANNEL,
  IPC_TAKEN_CHANNEL,
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
 * Events that may be on their way to the page. More would pile up without bound in front of the answers to what it asks, when
 * decisions come faster than it takes them.
 */
const MAX_UNTAKEN = 4;

/**
 * Binds the console contract to its channels; answers and events go as JSON. The only user of `ipcMain`.
 *
 * @returns a function that unbinds them.
 */
export function registerIpc({ service, dispatch, origin, contents }: IpcOptions): () => void {
  ipcMain.handle(IPC_REQUEST_CHANNEL, async (event, name: unknown, input: unknown) => {
    // A rejection, not a quiet undefined, which a caller could take for an answer.
    if (!isTrustedSender(event, origin)) throw new Error('Refused: the sender is not the console.');
    return JSON.stringify(await dispatch(service, String(name), input));
  });
  const untaken = new WeakMap<WebContents, number>();
  const onTaken = (event: IpcMainEvent, count: unknown): void => {
    if (!isTrustedSender(event, origin)) return;
    const left = (untaken.get(event.sender) ?? 0) - Number(count);
    untaken.set(event.sender, count === null ? 0 : Math.max(0, left));
  };
  ipcMain.on(IPC_TAKEN_CHANNEL, onTaken);
  const stopFeed = feedEvents(service, {
    isBehind: () => {
      const page = contents();
      return page !== undefined && (untaken.get(page) ?? 0) >= MAX_UNTAKEN;
    },
    // Decisions hold prompts: they go to our own page and, when another one is open for any reason, to nobody.
    write: (name, event) => {
      const page = contents();
      if (!isShown(page, origin)) return;
      untaken.set(page, (untaken.get(page) ?? 0) + 1);
      page.send(IPC_EVENT_CHANNEL, name, JSON.stringify(event));
    },
  });
  const leave = service.attach(() => isShown(contents(), origin));
  return () => {
    leave();
    ipcMain.removeHandler(IPC_REQUEST_CHANNEL);
    ipcMain.off(IPC_TAKEN_CHANNEL, onTaken);
    stopFeed();
  };
}

function isShown(contents: WebContents | undefined, origin: ConsoleOrigin): contents is WebContents {
  return contents !== undefined && !contents.isDestroyed() && origin.contains(contents.getURL());
}
