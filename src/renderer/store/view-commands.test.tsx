import { act, cleanup, render, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../app.tsx';
import { createFakeClient } from '../dev/fake-client.ts';
import { generateRecords } from '../dev/generate-records.ts';
import { parseRoute } from '../lib/route.ts';
import { VIEW_IDS } from '../views.ts';
import { SessionProvider } from './console-context.tsx';
import { createConsoleStore } from './console-store.ts';
import { Session } from './session.ts';
import { listViewCommands } from './view-commands.ts';

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('__HEIMDALL_VERSION__', '0.0.0-test');
});
afterEach(cleanup);

const records = generateRecords(40);
const [one, other] = records.map(({ decision }) => decision.id);
/** A link to each view, with what it needs to show all of itself. */
const LINKS: Readonly<Record<string, string>> = {
  live: `#/live?sel=${one}`,
  decision: `#/decision/${one}`,
  compare: `#/compare?ids=${one},${other}`,
};
const views = [...new Set(listViewCommands().flatMap((command) => command.views ?? []))];

it('knows views that exist', () => {
  expect(views.filter((view) => !VIEW_IDS.includes(view))).toEqual([]);
});

// That a view registers nothing beside the table is what the type of `useViewCommands` says.
it.each(views)('are all registered by %s while it is shown, and only then', async (view) => {
  const hash = LINKS[view] ?? `#/${view}`;
  history.replaceState(null, '', hash);
  const session = new Session({
    client: createFakeClient({ records }).client,
    store: createConsoleStore(parseRoute(hash, VIEW_IDS)),
  });
  await act(() => session.start());
  render(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
  );
  const table = listViewCommands();
  const registered = () => new Set(session.commands.all().map(({ id }) => id));
  const expected = table.filter(({ views: of }) => of?.includes(view)).map(({ id }) => id);
  await waitFor(() => expect([...registered()]).toEqual(expect.arrayContaining(expected)), { timeout: 5_000 });
  const here = registered();
  expect(table.filter(({ id, views: of }) => here.has(id) && !of?.includes(view)).map(({ id }) => id)).toEqual([]);
});
