import { useEffect, useState } from 'react';
import { useSession } from '../../store/console-context.tsx';
import type { DraftResult } from './draft-request.ts';

/** A pause in typing. */
const SETTLE_MS = 200;

/** The host's estimate for what is written; null while there is nothing to count. */
export function useTokenEstimate(draft: DraftResult): number | null {
  const { client } = useSession();
  const [tokens, setTokens] = useState<number | null>(null);
  useEffect(() => {
    if (!draft.ok) {
      setTokens(null);
      return;
    }
    let current = true;
    const timer = setTimeout(async () => {
      const result = await client.request('playground.estimate', draft.request);
      if (current && result.ok) setTokens(result.value.tokens);
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, draft]);
  return tokens;
}
