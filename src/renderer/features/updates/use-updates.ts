import { useEffect, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useSession } from '../../store/console-context.tsx';

export type UpdateStatus = ConsoleOutput<'updates.status'>;

/** What is known of newer versions; null until it was read. */
export function useUpdates(): UpdateStatus | null {
  const { client } = useSession();
  const [status, setStatus] = useState<UpdateStatus | null>(null);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const result = await client.request('updates.status');
      if (current && result.ok) setStatus(result.value);
    };
    void load();
    const leave = client.subscribe('changed', ({ what }) => {
      if (what === 'updates') void load();
    });
    return () => {
      current = false;
      leave();
    };
  }, [client]);
  return status;
}
