import { useCallback, useEffect, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useSession } from '../../store/console-context.tsx';

export type DesktopState = NonNullable<ConsoleOutput<'desktop.get'>>;

export interface UsedDesktop {
  /** Null in a browser, and until it was read. */
  readonly desktop: DesktopState | null;
  /** Resolves with why it was not done, or null. */
  readonly openAtLogin: (on: boolean) => Promise<string | null>;
}

/** The desktop around the window. */
export function useDesktop(): UsedDesktop {
  const { client } = useSession();
  const [desktop, setDesktop] = useState<DesktopState | null>(null);
  useEffect(() => {
    let current = true;
    void client.request('desktop.get').then((result) => {
      if (current && result.ok) setDesktop(result.value);
    });
    return () => {
      current = false;
    };
  }, [client]);
  const openAtLogin = useCallback(
    async (on: boolean) => {
      const result = await client.request('desktop.open_at_login', { on });
      if (result.ok) setDesktop(result.value);
      return result.ok ? null : result.error.message;
    },
    [client],
  );
  return { desktop, openAtLogin };
}
