import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import { dispatchConsoleRequest } from '../host/console/dispatch.ts';
import { createHeimdall } from '../host/create-heimdall.ts';
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
  endInOrder(shutdown);

  app
    .whenReady()
    .then(async () => {
      guardPermissions(session.defaultSession, origin);
      blockRequests(session.defaultSession, origin);
      serveApp(session.defaultSession, join(app.getAppPath(), 'out', 'renderer'));
      if (devServerUrl !== undefined) addDevelopmentPolicy(session.defaultSession, devServerUrl);
      installAppMenu({
        version: __HEIMDALL_VERSION__,
        isDevelopment: devServerUrl !== undefined,
        platform: process.platform,
      });

      const heimdall = await createHeimdall({
        dataFolder: options.dataFolder ?? app.getPath('userData'),
        artifactFolder: join(app.getAppPath(), 'artifacts'),
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
      });
      shutdown.add('window state', () => window.flush());
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
      await window.show();
    })
    .catch((error: unknown) => failToStart(error));
}

/** Quitting waits for the shutdown list once, then really quits. */
function endInOrder(shutdown: Shutdown): void {
  // On a Mac an app lives on without windows; the endpoint goes on routing.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    void shutdown.run().then(() => app.exit());
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}

function failToStart(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Heimdall could not start: ${message}\n`);
  // A dialog waits for a person to close it: a test would hang on it.
  if (process.env.HEIMDALL_UNATTENDED !== '1') dialog.showErrorBox('Heimdall could not start', message);
  app.exit(1);
}
