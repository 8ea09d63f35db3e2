import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFakeClient } from '../../dev/fake-client.ts';
import { parseRoute } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { ProfileImportDialog } from './profile-import-dialog.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

async function show(): Promise<Session> {
  const store = createConsoleStore(parseRoute('#/tune', ['tune']));
  const session = new Session({ client: createFakeClient({ records: [] }).client, store });
  await session.start();
  await session.client.request('profiles.save', { name: 'Mine', alpha: 0.3 });
  session.ui.setState({ overlay: 'import-profiles' });
  render(
    <SessionProvider value={session}>
      <ProfileImportDialog />
    </SessionProvider>,
  );
  return session;
}

const paste = (profiles: object, apps = {}) =>
  fireEvent.change(screen.getByLabelText('or its text'), { target: { value: JSON.stringify({ profiles, apps }) } });
const part = async (name: string) => {
  await waitFor(() => expect(screen.getAllByTestId('profiles-part').length).toBeGreaterThan(0));
  const found = screen.getAllByTestId('profiles-part').find(({ dataset }) => dataset.name === name);
  if (found === undefined) throw new Error(`There is no part ${name}.`);
  return found;
};
const box = (row: HTMLElement) => row.querySelector('input[type=checkbox]') as HTMLInputElement;
const submit = () => screen.getByTestId('profiles-import') as HTMLButtonElement;

it('chooses what is new and leaves what would replace something to the user', async () => {
  const session = await show();
  paste({ Mine: { alpha: 0.9 }, Night: { alpha: 0.1 } });
  const mine = await part('Mine');
  expect([box(mine).checked, box(await part('Night')).checked]).toEqual([false, true]);
  expect(mine.textContent).toContain('replaces');
  expect(mine.querySelector('[data-testid=profiles-difference]')?.textContent).toBe('alpha0.30.9');
  await act(async () => fireEvent.click(submit()));
  expect(session.ui.getState().overlay).toBeNull();
  const own = session.store.getState().profiles?.profiles.filter(({ built_in }) => !built_in);
  expect(own?.map(({ name, alpha }) => [name, alpha])).toEqual([
    ['Mine', 0.3],
    ['Night', 0.1],
  ]);
});

it('takes another name for one that collides, and an app only with its profile', async () => {
  const session = await show();
  paste({ Quality: { alpha: 0.5 } }, { batch: 'Quality' });
  const row = await part('Quality');
  expect(row.textContent).toContain('built in');
  expect([box(row).disabled, box(await part('batch')).disabled, submit().disabled]).toEqual([true, true, true]);
  fireEvent.change(screen.getByLabelText('Name for Quality'), { target: { value: 'Best' } });
  await waitFor(() => expect(box(row).checked).toBe(true));
  expect(box(await part('batch')).checked).toBe(true);
  fireEvent.click(box(row));
  expect(box(await part('batch')).disabled).toBe(true);
  expect((await part('batch')).textContent).toContain('take its profile Best as well');
  expect(submit().disabled).toBe(true);
  fireEvent.click(box(row));
  await act(async () => fireEvent.click(submit()));
  expect(session.store.getState().profiles?.apps).toEqual({ batch: 'Best' });
});

it('says what is wrong with a text, and takes a dropped file', async () => {
  await show();
  fireEvent.change(screen.getByLabelText('or its text'), { target: { value: 'nothing' } });
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('the pasted text, line 1'));
  const file = new File(['{"profiles":{"Bad":{"alpha":7}}}'], 'team.yaml');
  const drop = new Event('drop', { cancelable: true });
  Object.assign(drop, { dataTransfer: { files: [file], types: ['Files'] } });
  await act(async () => void window.dispatchEvent(drop));
  expect(drop.defaultPrevented).toBe(true);
  expect((await part('Bad')).textContent).toContain('profiles.Bad.alpha (line 1) is 7');
  expect(submit().disabled).toBe(true);
});
