import { type CSSProperties, type RefObject, Suspense, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { Toaster } from 'sonner';
import { ErrorBoundary } from './components/error-boundary.tsx';
import { NotRead } from './components/not-read.tsx';
import { ReadingBar } from './components/reading-bar.tsx';
import { appKeyCommands } from './features/app-keys/app-key-commands.ts';
import { artifactCommands } from './features/artifact/artifact-commands.ts';
import { breakpointCommands } from './features/breakpoint/breakpoint-commands.ts';
import { HeldBar } from './features/breakpoint/held-bar.tsx';
import { HeldDialog } from './features/breakpoint/held-dialog.tsx';
import { capsuleCommands } from './features/capsules/capsule-commands.ts';
import { ImportDialog } from './features/capsules/import-dialog.tsx';
import { decisionCommands } from './features/decision/decision-commands.ts';
import { exportCommands } from './features/export/export-commands.ts';
import { ExportDialog } from './features/export/export-dialog.tsx';
import { liveCommands } from './features/live/live-commands.ts';
import { ProfileImportDialog } from './features/profile-import/profile-import-dialog.tsx';
import { profilerCommands } from './features/profiler/profiler-commands.ts';
import { ReplayDialog } from './features/replay/replay-dialog.tsx';
import { AddTestDialog } from './features/routing-tests/add-test-dialog.tsx';
import { routingTestCommands } from './features/routing-tests/routing-test-commands.ts';
import { RoutingTestsDialog } from './features/routing-tests/routing-tests-dialog.tsx';
import { desktopCommands } from './features/settings/desktop-commands.ts';
import { shadowCommands } from './features/shadow/shadow-commands.ts';
import { AboutDialog } from './features/shell/about-dialog.tsx';
import { CommandPalette } from './features/shell/command-palette.tsx';
import { Hotkeys } from './features/shell/hotkeys.tsx';
import { NavRail } from './features/shell/nav-rail.tsx';
import { shellCommands } from './features/shell/shell-commands.ts';
import { ShortcutSheet } from './features/shell/shortcut-sheet.tsx';
import { StatusBar } from './features/shell/status-bar.tsx';
import { TitleBar } from './features/shell/title-bar.tsx';
import { UnlockForm } from './features/shell/unlock-form.tsx';
import { tuneCommands } from './features/tune/tune-commands.ts';
import { updateCommands } from './features/updates/update-commands.ts';
import { currentTheme, onThemeChange } from './lib/theme.ts';
import { useCommands, useConsole, usePreferences, useSession, useUi } from './store/console-context.tsx';
import { findView } from './views.ts';

// In the console's own colours instead of the library's black and white.
const TOAST_COLORS = {
  '--normal-bg': 'var(--raised)',
  '--normal-border': 'var(--control)',
  '--normal-text': 'var(--ink-1)',
  '--border-radius': '4px',
} as CSSProperties;

export function App() {
  const session = useSession();
  const phase = useConsole((state) => state.phase);
  const lock = useConsole((state) => state.lock);
  const view = findView(useConsole((state) => state.route.view));
  const theme = useSyncExternalStore(onThemeChange, currentTheme);
  useCommands(
    useMemo(
      () => [
        ...shellCommands(session),
        ...liveCommands(session),
        ...tuneCommands(session),
        ...decisionCommands(session),
        ...breakpointCommands(session),
        ...routingTestCommands(session),
        ...shadowCommands(session),
        ...artifactCommands(session),
        ...capsuleCommands(session),
        ...exportCommands(session),
        ...desktopCommands(session),
        ...appKeyCommands(session),
        ...updateCommands(session),
        ...profilerCommands(session),
      ],
      [session],
    ),
  );
  useEffect(() => {
    document.documentElement.dataset.appState = phase;
  }, [phase]);
  const promptsHidden = usePreferences((state) => state.promptsHidden);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-prompts-hidden', promptsHidden);
  }, [promptsHidden]);
  useEffect(() => {
    document.title = `${view.title} · Heimdall`;
  }, [view]);
  const main = useFocusInView(view.id);
  const View = view.component;
  return (
    <div className="flex h-full flex-col">
      <TitleBar />
      <HeldBar />
      <div className="flex min-h-0 flex-1">
        <NavRail />
        <main
          ref={main}
          aria-label={view.title}
          tabIndex={-1}
          className="relative min-w-0 flex-1 focus-visible:outline-none"
        >
          {phase === 'loading' ? <ReadingBar label="Reading the log" /> : null}
          {phase === 'error' ? lock === 'open' ? <Unreachable /> : <UnlockForm /> : null}
          {phase === 'ready' ? (
            <ErrorBoundary name={view.title} key={view.id}>
              <Suspense fallback={null}>
                <View />
              </Suspense>
            </ErrorBoundary>
          ) : null}
        </main>
      </div>
      <StatusBar />
      <Overlays />
      <Hotkeys />
      <Toaster theme={theme} position="bottom-right" offset={36} style={TOAST_COLORS} />
    </div>
  );
}

/** Another view takes away what had the focus: it goes to the list of the new one, or to the view itself. */
function useFocusInView(view: string): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    if (document.activeElement !== document.body) return;
    (main.current?.querySelector<HTMLElement>('[data-keys="list"]') ?? main.current)?.focus({ preventScroll: true });
  }, [view]);
  return main;
}

function Overlays() {
  const session = useSession();
  const overlay = useUi((state) => state.overlay);
  const close = (): void => session.ui.setState({ overlay: null });
  return (
    <>
      <CommandPalette />
      <ShortcutSheet open={overlay === 'shortcuts'} onClose={close} />
      <ReplayDialog />
      <HeldDialog />
      <AddTestDialog />
      <RoutingTestsDialog />
      <ImportDialog />
      <ProfileImportDialog />
      <ExportDialog />
      <AboutDialog open={overlay === 'about'} onClose={close} />
    </>
  );
}

function Unreachable() {
  const session = useSession();
  const problem = useConsole((state) => state.problem);
  return <NotRead title="The router does not answer" problem={problem} onAgain={() => void session.load()} />;
}
