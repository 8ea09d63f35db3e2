import { type CSSProperties, lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Toaster } from 'sonner';
import { Button } from './components/button.tsx';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { LiveView } from './features/live/live-view.tsx';
import { AboutDialog } from './features/shell/about-dialog.tsx';
import { NAV, NavRail } from './features/shell/nav-rail.tsx';
import { StatusBar } from './features/shell/status-bar.tsx';
import { TitleBar } from './features/shell/title-bar.tsx';
import { UnlockForm } from './features/shell/unlock-form.tsx';
import { useShortcuts } from './features/shell/use-shortcuts.ts';
import { currentTheme, onThemeChange } from './lib/theme.ts';
import { useConsole, useSession } from './store/console-context.tsx';

const TuneView = lazy(() => import('./features/tune/tune-view.tsx').then(({ TuneView }) => ({ default: TuneView })));
const ConnectView = lazy(() =>
  import('./features/connect/connect-view.tsx').then(({ ConnectView }) => ({ default: ConnectView })),
);

// In the console's own colours instead of the library's black and white.
const TOAST_COLORS = {
  '--normal-bg': 'var(--raised)',
  '--normal-border': 'var(--control)',
  '--normal-text': 'var(--ink-1)',
  '--border-radius': '4px',
} as CSSProperties;

export function App() {
  const session = useSession();
  const [about, setAbout] = useState(false);
  const phase = useConsole((state) => state.phase);
  const lock = useConsole((state) => state.lock);
  const view = useConsole((state) => state.route.view);
  const theme = useSyncExternalStore(onThemeChange, currentTheme);
  const label = NAV.find((item) => item.view === view)?.label ?? '';
  useShortcuts(session);
  useEffect(() => {
    document.documentElement.dataset.appState = phase;
  }, [phase]);
  useEffect(() => {
    document.title = `${label} · Heimdall`;
  }, [label]);
  return (
    <div className="flex h-full flex-col">
      <TitleBar onAbout={() => setAbout(true)} />
      <div className="flex min-h-0 flex-1">
        <NavRail />
        <main aria-label={label} className="relative min-w-0 flex-1">
          {phase === 'loading' ? <div className="loading-bar" role="progressbar" aria-label="Reading the log" /> : null}
          {phase === 'error' ? lock === 'open' ? <Unreachable /> : <UnlockForm /> : null}
          {phase === 'ready' ? (
            <ErrorBoundary name={label} key={view}>
              <Suspense fallback={null}>
                {view === 'live' ? <LiveView /> : view === 'tune' ? <TuneView /> : <ConnectView />}
              </Suspense>
            </ErrorBoundary>
          ) : null}
        </main>
      </div>
      <StatusBar onAbout={() => setAbout(true)} />
      <AboutDialog open={about} onOpenChange={setAbout} />
      <Toaster theme={theme} position="bottom-right" offset={36} style={TOAST_COLORS} />
    </div>
  );
}

function Unreachable() {
  const session = useSession();
  const problem = useConsole((state) => state.problem);
  return (
    <div role="alert" className="m-4 max-w-xl rounded-md border border-bad bg-panel p-4">
      <h2 className="font-semibold text-title">The router does not answer</h2>
      <p className="mt-1 text-ink-2">{problem}</p>
      <Button variant="primary" className="mt-3" onClick={() => void session.load()}>
        Try again
      </Button>
    </div>
  );
}
