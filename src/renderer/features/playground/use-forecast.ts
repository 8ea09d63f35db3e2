import { useEffect, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import type { DraftResult } from './draft-request.ts';

export type Estimate = ConsoleOutput<'playground.estimate'>;

/** A pause in typing. */
const SETTLE_MS = 200;

/** What the host foresees for the draft; null while there is nothing to foresee. */
export function useForecast(
  draft: DraftResult,
  images: number,
  models: readonly (string | null)[],
  alpha: number | null,
): Estimate | null {
  const { client } = useSession();
  // Who would answer depends on settings, keys and switches.
  const tuning = useConsole((state) => state.tuning);
  const info = useConsole((state) => state.info);
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!draft.ok) {
      setEstimate(null);
      return;
    }
    let current = true;
    const { messages, tools } = draft.request;
    const timer = setTimeout(async () => {
      const result = await client.request('playground.estimate', {
        messages: messages.map(({ role, content }) => ({ role, content })),
        ...(tools === undefined ? {} : { tools }),
        images,
        models: [...models],
        ...(alpha === null ? {} : { alpha }),
      });
      if (current && result.ok) setEstimate(result.value);
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, draft, images, models, alpha, tuning, info]);
  return estimate;
}
