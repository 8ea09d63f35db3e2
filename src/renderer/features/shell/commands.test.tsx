import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../app.tsx';
import { createFakeClient } from '../../dev/fake-client.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { parseRoute } from '../../lib/route.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { followLocation } from '../../store/navigation.ts';
import { Session } from '../../store/session.ts';
import { VIEW_IDS, VIEWS } from '../../views.ts';
import { paletteGroups } from './command-palette.tsx';

let unfollow = (): void => undefined;
beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('__HEIMDALL_VERSION__', '0.0.0-test');
});
afterEach(() => {
  cleanup();
  unfollow();
});

async function openConsole(hash = '#/live') {
  history.replaceState(null, '', hash);
  const records = generateRecords(40);
  const session = new Session({
    client: createFakeClient({ records }).client,
    store: createConsoleStore(parseRoute(hash, VIEW_IDS)),
  });
  unfollow = followLocation(session.store, VIEW_IDS);
  await act(() => session.start());
  render(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
  );
  return { session, records };
}

const press = (key: string, code: string, modifiers: object = {}, target: Element | Document = document) =>
  fireEvent.keyDown(target, { key, code, ...modifiers });

describe('commands', () => {
  it('each have a place in the palette, in words of the form Category: Verb', async () => {
    const { session } = await openConsole();
    const commands = session.commands.all();
    expect(commands.length).toBeGreaterThan(15);
    const record = session.ring.idAt(session.ring.start);
    act(() => session.ui.setState({ cursor: record }));
    const listed = paletteGroups(commands, []).flatMap(({ members }) => members);
    const runnable = commands.filter(({ when }) => when?.() ?? true);
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(runnable.map(({ id }) => id)));
    for (const { title, id } of commands) expect(title, id).toMatch(/^[A-Z]/);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  });

  it('have no two shortcuts alike in one scope', async () => {
    const { session } = await openConsole();
    const keys = session.commands.all().flatMap((command) => command.keys ?? []);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('put single letters into lists and charts only', async () => {
    const { session } = await openConsole();
    const letters = session.commands.all().filter(({ keys }) => keys?.some((key) => /^(shift\+)?[a-z]$/.test(key)));
    expect(letters.length).toBeGreaterThan(0);
    expect(letters.filter(({ scope }) => scope !== 'list')).toEqual([]);
  });
});

describe('the palette', () => {
  it('opens on the key, filters, runs, and remembers', async () => {
    const { session } = await openConsole();
    press('k', 'KeyK', { ctrlKey: true });
    const input = await screen.findByPlaceholderText('Search or run a command');
    fireEvent.change(input, { target: { value: 'open tune' } });
    fireEvent.keyDown(input, { key: 'Enter', code: 'Enter' });
    await waitFor(() => expect(session.store.getState().route.view).toBe('tune'));
    expect(session.preferences.getState().recents).toEqual(['go.tune']);
    expect(session.ui.getState().overlay).toBeNull();
    expect(paletteGroups(session.commands.all(), ['go.tune'])[0]).toMatchObject({ heading: 'Recent' });
  });

  it('asks for an id and opens that decision', async () => {
    const { session, records } = await openConsole('#/connect');
    act(() => session.ui.setState({ overlay: 'palette', paletteCommand: 'go.decision' }));
    const input = await screen.findByPlaceholderText('Id of the decision: dec_…');
    const id = records[7]?.decision.id ?? '';
    fireEvent.change(input, { target: { value: id } });
    await waitFor(() => expect(screen.getAllByText(id).length).toBeGreaterThan(0));
    fireEvent.keyDown(input, { key: 'Enter', code: 'Enter' });
    await waitFor(() => expect(location.hash).toContain(id));
  });

  it('mounts at most two hundred items', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      id: `x${index}`,
      category: 'Help' as const,
      title: `Do ${index}`,
      run: () => undefined,
    }));
    expect(paletteGroups(many, []).flatMap(({ members }) => members)).toHaveLength(200);
  });
});

describe('shortcuts', () => {
  it('go to each view of the rail', async () => {
    const { session } = await openConsole();
    for (const { id, key } of VIEWS.filter((view) => view.key !== null)) {
      const code = key === ',' ? 'Comma' : `Digit${key}`;
      press(key ?? '', code, { ctrlKey: true });
      expect(session.store.getState().route.view).toBe(id);
    }
    await waitFor(() => expect(document.title).toContain('Heimdall'));
  });

  it('act as single letters in the list only, and not at all when turned off', async () => {
    const { session } = await openConsole();
    const grid = await screen.findByTestId('live-grid');
    press('k', 'KeyK');
    expect(session.ui.getState().cursor).toBeNull();
    press('k', 'KeyK', {}, grid);
    const last = session.ring.idAt(session.ring.end - 1);
    expect(session.ui.getState().cursor).toBe(last);
    act(() => session.preferences.setState({ singleKeys: false }));
    press('k', 'KeyK', {}, grid);
    expect(session.ui.getState().cursor).toBe(last);
    press('ArrowUp', 'ArrowUp', {}, grid);
    expect(session.ui.getState().cursor).not.toBe(last);
  });

  it('are all on the sheet', async () => {
    const { session } = await openConsole();
    press('?', 'Slash', { shiftKey: true });
    const sheet = await screen.findByTestId('shortcut-sheet');
    for (const { title, keys } of session.commands.all()) {
      if (keys) expect(sheet.textContent).toContain(title.replace(/…$/, ''));
    }
  });
});
