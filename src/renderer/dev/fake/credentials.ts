/** Keys of providers and of apps, and sign-ins. No key is kept: only what the console may know of it. */
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { type FakeArea, FakeRefusal } from './fake-host.ts';

type ProviderKey = ConsoleOutput<'keys.list'>['keys'][number];
type AppKey = ConsoleOutput<'app_keys.list'>['keys'][number];

const reference = (key: string): string => `..${key.slice(-3)}`;

export function fakeCredentials(): FakeArea<'keys' | 'accounts' | 'app_keys'> {
  const stored = new Map<string, ProviderKey>();
  let appKeys: readonly AppKey[] = [];
  const keys = (): ConsoleOutput<'keys.list'> => ({ keys: [...stored.values()], held_by: 'file', problem: null });
  const accounts = (): ConsoleOutput<'accounts.list'> => ({
    accounts: [
      {
        provider: 'google',
        configured: false,
        state: 'signed-out',
        since_ms: null,
        scopes: [],
        problem: null,
        in_force: false,
      },
    ],
  });
  const listed = (): ConsoleOutput<'app_keys.list'> => ({ keys: [...appKeys], problem: null });
  const isValid = (key: AppKey, name: string): boolean => key.name === name && key.revoked_ms === null;
  const replace = (name: string, change: Partial<AppKey>): ConsoleOutput<'app_keys.list'> => {
    if (!appKeys.some((key) => isValid(key, name))) {
      throw new FakeRefusal('not_found', `There is no valid key named "${name}".`);
    }
    appKeys = appKeys.map((key) => (isValid(key, name) ? { ...key, ...change } : key));
    return listed();
  };
  const refuseTaken = (name: string): void => {
    if (!appKeys.some((key) => isValid(key, name))) return;
    throw new FakeRefusal('request_invalid', `name: there is a key named "${name}" already.`);
  };
  return {
    'keys.list': keys,
    'keys.set': ({ provider, key }) => {
      stored.set(provider, { provider, source: 'stored', variable: null, reference: reference(key), in_force: true });
      return keys();
    },
    'keys.remove': ({ provider }) => {
      stored.delete(provider);
      return keys();
    },
    'keys.test': ({ provider }) => ({
      verdict: 'offline',
      message: `The fake host calls nobody, ${provider} neither.`,
      ms: 0,
    }),
    'accounts.list': accounts,
    'accounts.login': () => {
      throw new FakeRefusal('request_invalid', 'No OAuth client is configured: auth_adapters.google_oauth.');
    },
    'accounts.logout': () => ({ ...accounts(), revoked: false }),
    'app_keys.list': listed,
    'app_keys.create': ({ name }) => {
      refuseTaken(name);
      const key = `hmd_${crypto.randomUUID().replaceAll('-', '')}`;
      const entry = { name, reference: reference(key), created_ms: Date.now(), revoked_ms: null, last_use: null };
      appKeys = [...appKeys, entry];
      return { name, key };
    },
    'app_keys.revoke': ({ name }) => replace(name, { revoked_ms: Date.now() }),
    'app_keys.rename': ({ name, to }) => {
      if (to !== name) refuseTaken(to);
      return replace(name, { name: to });
    },
  };
}
