import { useEffect, useState } from 'react';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { useSession } from '../../store/console-context.tsx';
import { alphaWins, type Wins } from './alpha-wins.ts';

/** A sweep over a thousand decisions; nobody reads it faster. */
const EVERY_MS = 2_000;
const NONE: Wins = { byModel: new Map(), decisions: 0 };

/** Where models win in the decisions that are held: behind the first paint, so that the view opens at once. */
export function useAlphaWins(): Wins {
  const { ring } = useSession();
  const version = useThrottledVersion(EVERY_MS);
  const [wins, setWins] = useState(NONE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  useEffect(() => {
    const timer = setTimeout(() => setWins(alphaWins(ring)));
    return () => clearTimeout(timer);
  }, [ring, version]);
  return wins;
}
