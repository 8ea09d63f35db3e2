import { useEffect, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import type { RecordedBody } from '../../lib/copy-as/request-text.ts';
import { useSession } from '../../store/console-context.tsx';

/** The request and the answer where they were kept; read again when the answer has come. */
export function useRecordedBody({ decision: { id }, outcome: { status } }: DecisionRecord): RecordedBody | null {
  const { client } = useSession();
  const [found, setFound] = useState<{ id: string; body: RecordedBody } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer is there once the status says so
  useEffect(() => {
    let current = true;
    void client.request('decisions.body', { id }).then((result) => {
      if (current && result.ok) setFound({ id, body: result.value });
    });
    return () => {
      current = false;
    };
  }, [client, id, status]);
  return found?.id === id ? found.body : null;
}
