import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useSession } from '../../store/console-context.tsx';
import { useHostQuery } from '../../store/use-host-query.ts';

export type AppKeyList = ConsoleOutput<'app_keys.list'>;
export type AppKey = AppKeyList['keys'][number];
/** A key with its secret: what is given out once. */
export type IssuedKey = ConsoleOutput<'app_keys.create'>;

export interface AppKeys {
  /** Null until they were read. */
  readonly list: AppKeyList | null;
  /** Why they could not be read; null when all is well. */
  readonly problem: string | null;
  readonly refresh: () => void;
  /** Resolves with why it was not done, or null. */
  readonly rename: (name: string, to: string) => Promise<string | null>;
  readonly revoke: (name: string) => Promise<void>;
}

/** Keys that were issued to apps, with their last use; read again while requests come in and when somebody changes them. */
export function useAppKeys(): AppKeys {
  const { client } = useSession();
  const { value, problem, refresh } = useHostQuery('app_keys.list', '', () => undefined);
  const newest = useRef(refresh);
  newest.current = refresh;
  useEffect(
    () =>
      client.subscribe('changed', ({ what }) => {
        if (what === 'app') newest.current();
      }),
    [client],
  );
  return {
    list: value,
    problem,
    refresh,
    rename: async (name, to) => {
      const result = await client.request('app_keys.rename', { name, to });
      refresh();
      if (!result.ok) return result.error.message;
      toast(`${name} is ${to} from now on; requests before stay under ${name}`);
      return null;
    },
    revoke: async (name) => {
      const result = await client.request('app_keys.revoke', { name });
      refresh();
      if (result.ok) toast(`The key of ${name} is revoked`);
      else toast.error(`The key was not revoked: ${result.error.message}`);
    },
  };
}
