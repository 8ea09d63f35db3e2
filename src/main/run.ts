import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import { dispatchConsoleRequest } from '../host/console/dispatch.ts';
import { createHeimdall, type Heimdall } from '../host/create-heimdall.ts';
import type { Desktop } from '../host/desktop/desktop.ts';
import { createLogger, loggerOptionsFromEnv } from '../host/logging/create-logger.ts';
import { createFileLogger, joinLoggers } from '../host/logging/log-file.ts';
import type { ConsoleService } from '../shared/console-contract.ts';
import { startDesktopManners } from './desktop/desktop-manners.ts';
import { createElectronDesktop } from './desktop/electron-desktop.ts';
import { registerIpc } from './ipc/register-ipc.ts';
import type { LaunchOptions } from './lifecycle/launch-options.ts';
import { Shutdown } from './lifecycle/shutdown.ts';
import { installAppMenu } from './menu/app-menu.ts';
import { systemKeySealer } from './secrets/safe-storage.ts';
import { serveApp } from './security/app-protocol.ts';
import { consoleOrigin } from './security/console-origin.ts';
import { addDevelopmentPolicy } from './security/content-policy.ts';
import { guardNavigation } from './security/navigation-guard.ts';
import { guardPermissions } from './security/permissions.ts';
import { blockRequests } from './security/request-block.ts';
import { askToClose } from './windows/ask-to-close.ts';
import { decideClose } from './windows/close-policy.ts';
import { MainWindow } from './windows/main-window.ts';

/** Streams in flight get this long to finish before the app ends anyway. */
const SHUTDOWN_CAP_MS = 5_000;

/** Runs the app: guards first, then the host, the window last. */
export function run(options: LaunchOptions): void {
  // Only an unpackaged app looks at the variable: see consoleOrigin.
  const devServerUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
  const origin = consoleOrigin(devServerUrl);
  const shutdown = new Shutdown(SHUTDOWN_CAP_MS);
  guardNavigation(origin);
  const quitting = endInOrder(shutdown);

  app
    .whenReady()
    .then(async () => {
      guardPermissions(session.defaultSession, origin);
      blockRequests(session.defaultSession, origin);
      serveApp(session.defaultSession, join(app.getAppPath(), 'out', 'renderer'));
      if (devServerUrl !== undefined) addDevelopmentPolicy(session.defaultSession, devServerUrl);

      const dataFolder = options.dataFolder ?? app.getPath('userData');
      const logFolder = join(dataFolder, 'logs');
      const logOptions = loggerOptionsFromEnv(process.env, process.stderr.isTTY === true);
      const desktop = createElectronDesktop();
      const heimdall = await createHeimdall({
        dataFolder,
        // Started from a desktop, nobody sees standard error.
        logger: joinLoggers(createLogger(logOptions), createFileLogger(logFolder, logOptions)),
        logFolder,
        desktop,
        // In a package beside the archive, where threads and native code can read them.
        artifactFolder: join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'artifacts'),
        version: __HEIMDALL_VERSION__,
        host: 'electron',
        keySealer: systemKeySealer(),
        env: process.env,
        ...(options.configPath === null ? {} : { configPath: options.configPath }),
        ...(options.port === null ? {} : { port: options.port }),
      });
      shutdown.add('host', () => heimdall.stop());
      await heimdall.start();

      const window = new MainWindow({
        url: origin.url,
        preloadPath: join(app.getAppPath(), 'out', 'preload', 'index.cjs'),
        statePath: join(app.getPath('userData'), 'window-state.json'),
        session: session.defaultSession,
        mayClose: () => mayClose(heimdall, desktop),
        isQuitting: quitting,
      });
      shutdown.add('window state', () => window.flush());
      installAppMenu({
        version: __HEIMDALL_VERSION__,
        isDevelopment: devServerUrl !== undefined,
        platform: process.platform,
        checkForUpdates: () => void checkForUpdates(heimdall.console, window),
      });
      shutdown.add(
        'ipc',
        registerIpc({
          service: heimdall.console,
          dispatch: dispatchConsoleRequest,
          origin,
          contents: () => window.contents,
        }),
      );
      app.on('second-instance', () => void window.show());
      app.on('activate', () => void window.show());
      shutdown.add('desktop', await startDesktopManners({ service: heimdall.console, window }));
      // Without a tray, a start that shows nothing would look like one that failed.
      const hidden = options.background && (await desktop.state()).tray !== 'none';
      if (!hidden) await window.show();
    })
    .catch((error: unknown) => failToStart(error));
}

/** The answer is shown in Settings, and without a feed, how to set one. */
async function checkForUpdates(service: ConsoleService, window: MainWindow): Promise<void> {
  await window.show('#/settings/about');
  await service.request('updates.check', undefined).catch(() => undefined);
}

/** Whether the window goes. On a Mac an app lives on without windows; elsewhere that is the user's choice. */
async function mayClose({ console: service, endpoint }: Heimdall, desktop: Desktop): Promise<boolean> {
  if (process.platform === 'darwin') return true;
  const answer = await decideClose({
    onClose: async () => (await service.request('settings.get', undefined)).on_close,
    endpoint: () => endpoint,
    ask: async (baseUrl) => askToClose(baseUrl, (await desktop.state()).tray),
    remember: async (choice) => {
      // A settings file with a mistake cannot be written: the answer still counts, and is asked for again.
      await service.request('settings.set', { on_close: choice }).catch(() => undefined);
    },
  });
  if (answer === 'quit') app.quit();
  return answer === 'keep';
}

/**
 * Quitting waits for the shutdown list once, then really quits.
 *
 * @returns whether it has begun.
 */
function endInOrder(shutdown: Shutdown): () => boolean {
  let quitting = false;
  app.on('before-quit', () => {
    quitting = true;
  });
  // What closing the window means was decided before it closed: the app does not end with it by itself.
  app.on('window-all-closed', () => undefined);
  app.on('will-quit', (event) => {
    event.preventDefault();
    void shutdown.run().then(() => app.exit());
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  return () => quitting;
}

function failToStart(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Heimdall could not start: ${message}\n`);
  // A dialog waits for a person to close it: a test would hang on it.
  if (process.env.HEIMDALL_UNATTENDED !== '1') dialog.showErrorBox('Heimdall could not start', message);
  app.exit(1);
}
