import { useCallback, useEffect, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useSession } from '../../store/console-context.tsx';

export type KeyList = ConsoleOutput<'keys.list'>;
export type AccountList = ConsoleOutput<'accounts.list'>;

export interface Credentials {
  readonly keys: KeyList | null;
  readonly accounts: AccountList | null;
  readonly problem: string | null;
  readonly putKeys: (keys: KeyList) => void;
  readonly putAccounts: (accounts: AccountList) => void;
}

/** Which keys and sign-ins there are; never a key itself. */
export function useCredentials(): Credentials {
  const { client } = useSession();
  const [keys, setKeys] = useState<KeyList | null>(null);
  const [accounts, setAccounts] = useState<AccountList | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(async () => {
    const [keyList, accountList] = await Promise.all([client.request('keys.list'), client.request('accounts.list')]);
    if (keyList.ok) setKeys(keyList.value);
    if (accountList.ok) setAccounts(accountList.value);
    setProblem(keyList.ok ? null : keyList.error.message);
  }, [client]);
  useEffect(() => {
    void load();
    return client.subscribe('changed', ({ what }) => {
      if (what === 'app') void load();
    });
  }, [client, load]);
  return { keys, accounts, problem, putKeys: setKeys, putAccounts: setAccounts };
}
