import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { IPC_EVENT_CHANNEL, IPC_REQUEST_CHANNEL, IPC_TAKEN_CHANNEL } from '../shared/console-contract.ts';

const electron = vi.hoisted(() => ({
  exposed: new Map<string, Record<string, (...args: never[]) => unknown>>(),
  invoke: vi.fn(async () => '{"ok":true,"value":null}'),
  send: vi.fn(),
  listeners: new Map<string, Set<(...args: unknown[]) => void>>(),
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: never) => electron.exposed.set(name, value) },
  ipcRenderer: {
    invoke: electron.invoke,
    send: electron.send,
    on: (channel: string, listener: () => void) => {
      const set = electron.listeners.get(channel) ?? new Set();
      electron.listeners.set(channel, set.add(listener));
    },
    removeListener: (channel: string, listener: () => void) => electron.listeners.get(channel)?.delete(listener),
  },
}));
await import('./index.ts');

const bridge = electron.exposed.get('heimdall') as unknown as {
  request: (name: string, input: unknown) => Promise<unknown>;
  onEvent: (listener: (name: string, eventJson: string) => void) => () => void;
};

describe('the preload', () => {
  it('stays small enough to read at a glance', () => {
    const text = readFileSync(new URL('./index.ts', import.meta.url), 'utf8');
    expect(text.split('\n').length).toBeLessThan(40);
    expect(readdirSync(new URL('.', import.meta.url)).sort()).toEqual(['index.ts', 'preload.test.ts', 'tsconfig.json']);
  });

  it('exposes two functions under one name and nothing else', () => {
    expect([...electron.exposed.keys()]).toEqual(['heimdall']);
    expect(Object.keys(bridge).sort()).toEqual(['onEvent', 'request']);
  });

  it('asks on the one request channel, whatever the name', async () => {
    await bridge.request('app.info', undefined);
    expect(electron.invoke).toHaveBeenCalledWith(IPC_REQUEST_CHANNEL, 'app.info', undefined);
  });

  it('passes events on without the IPC event, until unsubscribed', () => {
    const got: unknown[] = [];
    const stop = bridge.onEvent((name, event) => got.push([name, event]));
    const emit = (...args: unknown[]) => {
      for (const listener of electron.listeners.get(IPC_EVENT_CHANNEL) ?? []) listener(...args);
    };
    emit({ sender: 'secret' }, 'changed', '{"what":"app"}');
    stop();
    emit({ sender: 'secret' }, 'changed', '{"what":"tuning"}');
    expect(got).toEqual([['changed', '{"what":"app"}']]);
    // It begins to listen, and has taken one.
    expect(electron.send.mock.calls).toEqual([
      [IPC_TAKEN_CHANNEL, null],
      [IPC_TAKEN_CHANNEL, 1],
    ]);
  });

  it('counts an event that the page fails on as taken: else there would soon be no more', () => {
    const stop = bridge.onEvent(() => {
      throw new Error('of the page');
    });
    electron.send.mockClear();
    for (const listener of electron.listeners.get(IPC_EVENT_CHANNEL) ?? []) {
      expect(() => listener({}, 'changed', '{"what":"app"}')).toThrow('of the page');
    }
    stop();
    expect(electron.send.mock.calls).toEqual([[IPC_TAKEN_CHANNEL, 1]]);
  });
});
