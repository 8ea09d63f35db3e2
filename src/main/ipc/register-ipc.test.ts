import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type ConsoleService,
  IPC_EVENT_CHANNEL,
  IPC_REQUEST_CHANNEL,
  IPC_TAKEN_CHANNEL,
} from '../../shared/console-contract.ts';
import { consoleOrigin } from '../security/console-origin.ts';
import { registerIpc } from './register-ipc.ts';

const ipc = vi.hoisted(() => ({ handlers: new Map<string, (...args: unknown[]) => unknown>() }));
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, handler: (...args: unknown[]) => unknown) => ipc.handlers.set(channel, handler),
    removeHandler: (channel: string) => ipc.handlers.delete(channel),
    on: (channel: string, listener: (...args: unknown[]) => unknown) => ipc.handlers.set(channel, listener),
    off: (channel: string) => ipc.handlers.delete(channel),
  },
}));

const page = { senderFrame: { url: 'heimdall://app/index.html', parent: null } };

function setUp(contents?: Partial<WebContents>) {
  const listeners = new Map<string, (event: unknown) => void>();
  const consoles = new Set<() => boolean>();
  const dispatch = vi.fn(async () => ({ ok: true as const, value: 'answer' }));
  const service: ConsoleService = {
    request: async () => {
      throw new Error('only dispatch calls it');
    },
    subscribe: (name, listener) => {
      listeners.set(name, listener as (event: unknown) => void);
      return () => listeners.delete(name);
    },
    attach: (isThere) => {
      consoles.add(isThere);
      return () => consoles.delete(isThere);
    },
  };
  const stop = registerIpc({
    service,
    dispatch,
    origin: consoleOrigin(undefined),
    contents: () => contents as WebContents | undefined,
  });
  return { listeners, consoles, dispatch, service, stop };
}

beforeEach(() => ipc.handlers.clear());

describe('registerIpc', () => {
  it('dispatches what the own page asks', async () => {
    const { dispatch, service } = setUp();
    const answer = await ipc.handlers.get(IPC_REQUEST_CHANNEL)?.(page, 'tuning.apply', { alpha: 0.5 });
    expect(JSON.parse(String(answer))).toEqual({ ok: true, value: 'answer' });
    expect(dispatch).toHaveBeenCalledWith(service, 'tuning.apply', { alpha: 0.5 });
  });

  it.each([
    ['another page', { senderFrame: { url: 'https://example.com/', parent: null } }],
    ['a frame', { senderFrame: { url: page.senderFrame.url, parent: {} } }],
    ['a frame that is gone', { senderFrame: null }],
  ])('rejects %s before anything is looked at', async (_, event) => {
    const { dispatch } = setUp();
    await expect(ipc.handlers.get(IPC_REQUEST_CHANNEL)?.(event, 'app.info', undefined)).rejects.toThrow('Refused');
    expect(dispatch).not.toHaveBeenCalled();
  });

  it('pushes every event of the contract to the page', () => {
    const send = vi.fn();
    const { listeners } = setUp({ send, isDestroyed: () => false, getURL: () => page.senderFrame.url });
    expect([...listeners.keys()].sort()).toEqual(['answers', 'changed', 'decisions', 'metrics']);
    listeners.get('changed')?.({ what: 'tuning' });
    expect(send).toHaveBeenCalledExactlyOnceWith(IPC_EVENT_CHANNEL, 'changed', '{"what":"tuning"}');
  });

  it('pushes nothing to a destroyed window, to no window and to a foreign page', () => {
    const send = vi.fn();
    setUp({ send, isDestroyed: () => true, getURL: () => page.senderFrame.url }).listeners.get('changed')?.({});
    setUp({ send, isDestroyed: () => false, getURL: () => 'https://example.com/' }).listeners.get('changed')?.({});
    setUp(undefined).listeners.get('changed')?.({});
    expect(send).not.toHaveBeenCalled();
  });

  it('pushes no more than a few events that the page has not taken, and says then how many it lost', () => {
    const send = vi.fn();
    const contents = { send, isDestroyed: () => false, getURL: () => page.senderFrame.url };
    const { listeners } = setUp(contents);
    const batch = { added: [{}], updated: [], dropped: 0 };
    const taken = (count: number | null, frame: object = page.senderFrame) =>
      ipc.handlers.get(IPC_TAKEN_CHANNEL)?.({ sender: contents, senderFrame: frame }, count);
    for (let index = 0; index < 10; index++) listeners.get('decisions')?.(batch);
    expect(send).toHaveBeenCalledTimes(4);
    // A frame that is not the console has taken nothing.
    taken(4, { url: 'https://example.com/', parent: null });
    listeners.get('decisions')?.(batch);
    expect(send).toHaveBeenCalledTimes(4);
    taken(1);
    listeners.get('decisions')?.(batch);
    const [channel, name, event] = send.mock.lastCall ?? [];
    expect([channel, name, JSON.parse(event)]).toEqual([IPC_EVENT_CHANNEL, 'decisions', { ...batch, dropped: 7 }]);
    listeners.get('decisions')?.(batch);
    expect(send).toHaveBeenCalledTimes(5);
    // A page that was loaded anew takes none of what the one before it was sent.
    taken(null);
    for (let index = 0; index < 10; index++) listeners.get('metrics')?.({});
    expect(send).toHaveBeenCalledTimes(9);
  });

  it('is a console that looks on only while the own page is there', () => {
    const there = (contents?: Partial<WebContents>) => [...setUp(contents).consoles].map((isThere) => isThere());
    expect(there({ isDestroyed: () => false, getURL: () => page.senderFrame.url })).toEqual([true]);
    expect(there({ isDestroyed: () => true, getURL: () => page.senderFrame.url })).toEqual([false]);
    expect(there(undefined)).toEqual([false]);
  });

  it('unbinds its channels', () => {
    const { listeners, consoles, stop } = setUp();
    stop();
    expect(consoles.size).toBe(0);
    expect(listeners.size).toBe(0);
    expect(ipc.handlers.size).toBe(0);
  });
});
