import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClient, type FakeClient } from '../../dev/fake-client.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import type { EditableSettings } from '../settings/use-settings.ts';
import { AppKeysSection } from './app-keys-section.tsx';
import type { AppKey } from './use-app-keys.ts';

afterEach(cleanup);

const KEY = 'hmd_CANARY-of-the-new-key';
const used: AppKey = {
  name: 'my editor',
  reference: '..abc',
  created_ms: Date.UTC(2026, 0, 2),
  revoked_ms: null,
  last_use: { at_ms: new Date(2026, 0, 3, 12, 4, 7).getTime(), caller: 'Acme-Editor' },
};

function show(fake: FakeClient, required = false) {
  const values = { require_user_key: required } as EditableSettings['values'];
  const session = new Session({ client: fake.client, store: createConsoleStore() });
  render(
    <SessionProvider value={session}>
      <AppKeysSection settings={{ values, problem: null, save: async () => null }} />
    </SessionProvider>,
  );
}

function fakeWith(keys: readonly AppKey[], problem: string | null = null) {
  const fake = createFakeClient({ records: [] });
  fake.answer('app_keys.list', () => ({ keys: [...keys], problem }));
  return fake;
}

describe('the page of app keys', () => {
  it('says that it reads, then that there is none, and warns when that refuses everybody', async () => {
    show(fakeWith([]), true);
    expect(screen.getByRole('progressbar', { name: 'Reading the keys' })).toBeDefined();
    expect((await screen.findByTestId('no-app-keys')).textContent).toBe('No app has a key.');
    expect(screen.getByText('No app has a key, so every app is refused.')).toBeDefined();
  });

  it('says why nothing could be read, and tries again', async () => {
    const fake = fakeWith([used]);
    fake.failNext('app_keys.list', 'the host is busy');
    show(fake);
    expect((await screen.findByRole('alert')).textContent).toContain('the host is busy');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId('app-key')).toBeDefined();
  });

  it('names a damaged file', async () => {
    show(fakeWith([], 'user-keys.json is not in order.'));
    expect((await screen.findByRole('alert')).textContent).toContain('user-keys.json is not in order.');
  });

  it('shows last use and requests as a link, never used as such, and revoked ones apart', async () => {
    const fake = fakeWith([
      used,
      { ...used, name: 'new', reference: '..def', last_use: null },
      { ...used, name: 'old', reference: '..ghi', revoked_ms: Date.UTC(2026, 0, 4) },
    ]);
    fake.answer('decisions.count', ({ filter }) => {
      const [term] = filter;
      const matched = term && 'in' in term && term.in[0] === 'my editor' ? 1_204 : 0;
      return { matched, seen: 5_000, total: 5_000 };
    });
    show(fake);
    const [first, second, ...more] = await screen.findAllByTestId('app-key');
    expect(more).toEqual([]);
    const row = within(first as HTMLElement);
    expect(row.getByTestId('last-use').textContent).toBe('2026-01-03 12:04:07by Acme-Editor');
    await waitFor(() => expect(row.getByTestId('app-requests').textContent).toBe('1,204'));
    const link = row.getByRole('link').getAttribute('href') ?? '';
    expect(new URLSearchParams(link.split('?')[1]).get('q')).toBe('app:="my editor"');
    expect(within(second as HTMLElement).getByTestId('last-use').textContent).toBe('never');
    expect(screen.getByTestId('revoked-keys').textContent).toContain('old');
  });

  it('shows a new key once: what closes the dialog forgets it', async () => {
    const fake = fakeWith([]);
    fake.answer('app_keys.create', ({ name }) => ({ name, key: KEY }));
    show(fake);
    fireEvent.click(await screen.findByTestId('create-app-key'));
    fireEvent.click(screen.getByRole('button', { name: 'Create the key' }));
    expect(screen.getByRole('alert').textContent).toBe('Give the app a name first.');
    fireEvent.change(screen.getByTestId('app-name'), { target: { value: 'my editor' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create the key' }));
    expect((await screen.findByTestId('issued-key')).textContent).toBe(KEY);
    fireEvent.click(screen.getByTestId('issued-done'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(screen.getByTestId('create-app-key'));
    expect(document.body.innerHTML).not.toContain('CANARY');
  });

  it('asks before a key is revoked, and says beside the field why a name is not taken', async () => {
    const fake = fakeWith([used]);
    const revoked: string[] = [];
    fake.answer('app_keys.revoke', ({ name }) => {
      revoked.push(name);
      return { keys: [], problem: null };
    });
    show(fake);
    const row = within(await screen.findByTestId('app-key'));
    fireEvent.click(row.getByRole('button', { name: 'Rename' }));
    fireEvent.change(row.getByRole('textbox'), { target: { value: 'taken' } });
    fake.failNext('app_keys.rename', 'name: there is a key named "taken" already.');
    fireEvent.click(row.getByRole('button', { name: 'Save' }));
    expect((await row.findByRole('alert')).textContent).toContain('"taken" already');
    fireEvent.keyDown(row.getByRole('textbox'), { key: 'Escape' });
    expect(row.queryByRole('textbox')).toBeNull();

    fireEvent.click(row.getByRole('button', { name: 'Revoke the key of my editor' }));
    expect(revoked).toEqual([]);
    await act(async () => fireEvent.click(screen.getByTestId('revoke-app-key')));
    expect(revoked).toEqual(['my editor']);
  });
});
