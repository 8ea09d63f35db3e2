import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecord, generateRecords } from '../../dev/generate-records.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { FirstRequest } from './first-request.tsx';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('waits with a tick, offers help after twenty seconds, and ends with the first real request', async () => {
  const sample = generateRecords(5).map((record) => ({ ...record, sample: true }));
  const fake = createFakeClient({ records: sample });
  const session = new Session({
    client: fake.client,
    store: createConsoleStore(),
    schedule: (run) => {
      run();
      return () => undefined;
    },
  });
  await session.start();
  vi.useFakeTimers();
  render(
    <SessionProvider value={session}>
      <FirstRequest />
    </SessionProvider>,
  );
  expect(screen.getByRole('status').textContent).toBe('Waiting for your first request…');
  act(() => vi.advanceTimersByTime(19_000));
  expect(screen.getByTestId('first-request').textContent).toContain('19 s');
  expect(screen.queryByTestId('first-request-help')).toBeNull();
  act(() => vi.advanceTimersByTime(1_000));
  expect(screen.getByTestId('first-request-help').textContent).toContain(
    'curl http://127.0.0.1:4141/v1/chat/completions',
  );
  expect(screen.getByRole('button', { name: 'Test the endpoint' })).toBeDefined();

  const real = generateRecord({ seq: 99 });
  act(() => fake.emit('decisions', { added: [real], updated: [], dropped: 0 }));
  expect(screen.queryByTestId('first-request')).toBeNull();
  expect(screen.getByTestId('first-request-done').textContent).toContain(real.decision.model);
  fireEvent.click(screen.getByRole('button', { name: 'See why' }));
  expect(session.store.getState().route).toMatchObject({ view: 'live', selected: real.decision.id, tab: 'why' });
});
