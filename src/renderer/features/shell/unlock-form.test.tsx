import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { RendererClient } from '../../lib/transport.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { UnlockForm } from './unlock-form.tsx';

afterEach(cleanup);

it('asks for the access token, says when it was refused, and goes on with the right one', async () => {
  let given = '';
  const client = {
    request: async () =>
      given === 'right'
        ? { ok: false, error: { code: 'internal', message: 'past the lock' } }
        : { ok: false, error: { code: 'token_invalid', message: 'locked' } },
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
    unlock: (token: string) => {
      given = token;
    },
  } as unknown as RendererClient;
  const store = createConsoleStore();
  const session = new Session({ client, store });
  await session.load();
  expect(store.getState().lock).toBe('ask');

  render(
    <SessionProvider value={session}>
      <UnlockForm />
    </SessionProvider>,
  );
  const field = screen.getByLabelText(/environment variable/);
  fireEvent.change(field, { target: { value: 'wrong' } });
  fireEvent.click(screen.getByRole('button', { name: 'Open the console' }));
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('did not take'));
  expect(store.getState().lock).toBe('refused');

  fireEvent.change(field, { target: { value: 'right' } });
  fireEvent.click(screen.getByRole('button', { name: 'Open the console' }));
  await waitFor(() => expect(store.getState()).toMatchObject({ lock: 'open', problem: 'past the lock' }));
});
