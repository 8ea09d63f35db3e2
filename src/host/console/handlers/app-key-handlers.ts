import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Keys that this Heimdall issues to apps. The answer to `app_keys.create` is the only place where one is. */
export function appKeyHandlers({
  config,
  userKeys,
}: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `app_keys.${string}`>> {
  const list = (): ConsoleOutput<'app_keys.list'> => ({ keys: [...userKeys.list()], problem: userKeys.notice() });

  /** Profiles are by app: the one that was chosen for a key stays with it. */
  async function moveProfile(from: string, to: string): Promise<void> {
    const { apps } = config.current().settings;
    if (!Object.hasOwn(apps, from) || from === to) return;
    await config.edit([
      { path: ['apps', to], value: apps[from] },
      { path: ['apps', from], value: undefined },
    ]);
  }

  return {
    'app_keys.list': list,
    'app_keys.create': ({ name }) => userKeys.create(name),
    'app_keys.revoke': async ({ name }) => {
      await userKeys.revoke(name);
      return list();
    },
    'app_keys.rename': async ({ name, to }) => {
      const renamed = await userKeys.rename(name, to);
      try {
        await moveProfile(name, renamed);
      } catch (error) {
        // The settings file takes no change: a key without its profile would be routed otherwise.
        await userKeys.rename(renamed, name);
        throw error;
      }
      return list();
    },
  };
}
