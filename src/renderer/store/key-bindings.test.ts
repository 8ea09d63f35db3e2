import { describe, expect, it } from 'vitest';
import { keysOfEvent } from '../lib/keys.ts';
import { type Command, CommandRegistry } from './commands.ts';
import { holderOf, type KeyedCommand, rebind, refusalOf } from './key-bindings.ts';

const command = (id: string, keys: readonly string[], more: Partial<KeyedCommand> = {}): KeyedCommand => ({
  id,
  category: 'List',
  title: id,
  keys,
  ...more,
});

describe('keys of commands', () => {
  const pin = command('pin', ['p'], { scope: 'list' });
  const mapList = command('map.list', ['t'], { scope: 'list', views: ['map'] });
  const latencyTable = command('latency.table', ['t'], { scope: 'list', views: ['latency'] });
  const all = [pin, mapList, latencyTable];
  const defaults = (id: string) => all.find((one) => one.id === id)?.keys ?? [];

  it('meet where both commands can be asked for, not in views apart', () => {
    expect(holderOf('t', mapList, all)).toBeNull();
    expect(holderOf('t', pin, all)).toBe(mapList);
    expect(holderOf('p', mapList, all)).toBe(pin);
    expect(holderOf('p', pin, all)).toBeNull();
  });

  it('are taken from whoever had them, and a choice that is the default again is none', () => {
    const taken = rebind({}, defaults, all, pin, ['t']);
    expect(taken).toEqual({ pin: ['t'], 'map.list': [], 'latency.table': [] });
    const now = [command('pin', ['t'], { scope: 'list' }), { ...mapList, keys: [] }, { ...latencyTable, keys: [] }];
    expect(rebind(taken, defaults, now, pin, ['p'])).toEqual({ 'map.list': [], 'latency.table': [] });
    // Brought back, it takes its key from the one that took it.
    const back = rebind(taken, defaults, now, mapList, ['t']);
    expect(back).toEqual({ pin: [], 'latency.table': [] });
  });

  it('cannot be those that every page needs, except in lists and charts', () => {
    expect(refusalOf('enter', command('go', []))).toContain('presses buttons');
    expect(refusalOf('shift+arrowdown', command('go', []))).not.toBeNull();
    expect(refusalOf('enter', pin)).toBeNull();
    expect(refusalOf('tab', pin)).toContain('focus');
    expect(refusalOf('mod+enter', command('go', []))).toBeNull();
  });

  it('that were chosen are what the registry says, now and for what is added later', () => {
    const registry = new CommandRegistry();
    const of = (id: string, keys: string[]): Command => ({ id, category: 'Go', title: id, keys, run: () => undefined });
    registry.add([of('a', ['x'])]);
    registry.remap({ a: ['y'], b: [] });
    registry.add([of('b', ['z'])]);
    expect(registry.all().map(({ keys }) => keys)).toEqual([['y'], []]);
    expect(registry.find('a')?.keys).toEqual(['y']);
    registry.remap({});
    expect(registry.all().map(({ keys }) => keys)).toEqual([['x'], ['z']]);
  });
});

describe('a key that is pressed', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  it.each([
    [{ key: 'j', code: 'KeyJ' }, 'j'],
    [{ key: 'K', code: 'KeyK', ctrlKey: true, shiftKey: true }, 'mod+shift+k'],
    [{ key: '?', code: 'Slash', shiftKey: true }, '?'],
    [{ key: '/', code: 'Slash', ctrlKey: true }, 'mod+slash'],
    [{ key: ',', code: 'Comma' }, 'comma'],
    [{ key: '+', code: 'Equal', shiftKey: true }, 'shift+equal'],
    [{ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true }, 'alt+arrowleft'],
    [{ key: ' ', code: 'Space' }, 'space'],
    [{ key: 'F8', code: 'F8' }, 'f8'],
    [{ key: 'Control', code: 'ControlLeft', ctrlKey: true }, null],
    [{ key: 'Dead', code: 'BracketLeft' }, null],
  ])('%o is %s', (event, keys) => {
    expect(keysOfEvent({ ...none, ...event }, false)).toBe(keys);
  });

  it('is told with the modifiers of a Mac on one', () => {
    const event = { ...none, key: 'k', code: 'KeyK' };
    expect(keysOfEvent({ ...event, metaKey: true }, true)).toBe('mod+k');
    expect(keysOfEvent({ ...event, ctrlKey: true }, true)).toBe('ctrl+k');
    expect(keysOfEvent({ ...event, metaKey: true }, false)).toBe('meta+k');
  });
});
