import { HeimdallError } from '../../../core/index.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** The desktop around the window. */
export function desktopHandlers({
  desktop,
  identity,
  logFolder,
}: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `desktop.${string}`>> {
  const own = () => {
    if (desktop !== null) return desktop;
    throw new HeimdallError('unavailable', 'This console runs in a browser: Heimdall has no desktop here.');
  };
  const done = (problem: string | null): void => {
    if (problem !== null) throw new HeimdallError('unavailable', problem);
  };
  return {
    'desktop.get': () => desktop?.state() ?? null,
    'desktop.open_at_login': async ({ on }) => {
      done(await own().openAtLogin(on));
      return own().state();
    },
    'desktop.open_folder': async ({ folder }) => {
      const path = folder === 'logs' ? logFolder : identity.data_folder;
      if (path === null) throw new HeimdallError('unavailable', 'The log goes to standard error, not to a file.');
      done(await own().openFolder(path));
      return { path };
    },
  };
}
