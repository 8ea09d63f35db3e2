import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { parseRoute } from './lib/route.ts';
import type { RendererClient } from './lib/transport.ts';
import { SessionProvider } from './store/console-context.tsx';
import { createConsoleStore } from './store/console-store.ts';
import { followLocation, navigate } from './store/navigation.ts';
import { Session } from './store/session.ts';
import { VIEW_IDS } from './views.ts';

/** Composition root of the page: the only place that wires client, store and views. */
export function mount(client: RendererClient): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root element.');
  const store = createConsoleStore(parseRoute(location.hash, VIEW_IDS));
  const session = new Session({
    client,
    store,
    // The moment that onboarding is for: the first request of the user's own app, opened on why it went where it did.
    onFirstReal: (record) => {
      const { route } = store.getState();
      // Somebody who is tuning, or reading a decision, is not pulled away.
      const waiting = route.view === 'connect' || (route.view === 'live' && route.selected === null);
      if (!waiting) return;
      // From here on the list is about the user's own traffic. The filter line says so, and can be emptied.
      const hides = session.ring.sampleCount > 0 && route.query === '';
      const query = hides ? { query: '-is:sample' } : {};
      navigate(store, { view: 'live', selected: record.decision.id, tab: 'why', ...query });
    },
  });
  followLocation(store, VIEW_IDS);
  void session.start();
  createRoot(root).render(
    <StrictMode>
      <SessionProvider value={session}>
        <App />
      </SessionProvider>
    </StrictMode>,
  );
}
