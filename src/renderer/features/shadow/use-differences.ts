import { useEffect, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';

export type Difference = ConsoleOutput<'shadow.differences'>['differences'][number];

/** The kept differences, newest first; read again when there are more, or they count anew. */
export function useDifferences(): readonly Difference[] {
  const { client } = useSession();
  const version = useConsole(({ shadow }) => `${shadow?.since_ms} ${shadow?.differ}`);
  const [differences, setDifferences] = useState<readonly Difference[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when to read again
  useEffect(() => {
    let current = true;
    void client.request('shadow.differences', { limit: 200 }).then((result) => {
      if (current && result.ok) setDifferences(result.value.differences);
    });
    return () => {
      current = false;
    };
  }, [client, version]);
  return differences;
}
