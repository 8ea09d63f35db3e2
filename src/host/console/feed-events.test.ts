import { expect, test } from 'vitest';
import type { ConsoleService } from '../../shared/console-contract.ts';
import { feedEvents } from './feed-events.ts';

function setUp() {
  const listeners = new Map<string, (event: unknown) => void>();
  const service = {
    subscribe: (name: string, listener: (event: unknown) => void) => {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
  } as unknown as ConsoleService;
  const got: [string, unknown][] = [];
  const reader = { behind: false };
  const stop = feedEvents(service, {
    isBehind: () => reader.behind,
    write: (name, event) => void got.push([name, event]),
  });
  const emit = (name: string, event: unknown) => listeners.get(name)?.(event);
  return { listeners, got, reader, emit, stop };
}

const batch = (added: number, dropped = 0) => ({ added: Array.from({ length: added }), updated: [], dropped });

test('a reader that keeps up gets every event as it is', () => {
  const { got, emit } = setUp();
  emit('decisions', batch(2));
  emit('changed', { what: 'log' });
  emit('metrics', { decisions: 1 });
  expect(got).toEqual([
    ['decisions', batch(2)],
    ['changed', { what: 'log' }],
    ['metrics', { decisions: 1 }],
  ]);
});

test('one that does not gets nothing, and then how much it lost and what it may have missed', () => {
  const { got, reader, emit } = setUp();
  reader.behind = true;
  emit('decisions', batch(3, 1));
  emit('metrics', { decisions: 1 });
  emit('changed', { what: 'tuning' });
  expect(got).toEqual([]);
  reader.behind = false;
  emit('decisions', batch(2, 1));
  expect(got.slice(0, -1).map(([name, event]) => [name, (event as { what: string }).what])).toEqual([
    ['changed', 'app'],
    ['changed', 'tuning'],
    ['changed', 'breakpoints'],
    ['changed', 'updates'],
    ['changed', 'profiler'],
  ]);
  expect(got.at(-1)).toEqual(['decisions', { ...batch(2), dropped: 5 }]);
  emit('decisions', batch(1));
  expect(got.at(-1)).toEqual(['decisions', batch(1)]);
});

test('it ends', () => {
  const { listeners, stop } = setUp();
  stop();
  expect(listeners.size).toBe(0);
});
