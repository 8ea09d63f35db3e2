import { useEffect, useRef, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/durations.ts';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { useSession } from '../../store/console-context.tsx';
import type { HostFilter } from '../filter/use-host-filter.ts';

export type MapPoints = ConsoleOutput<'map.points'>;
export type MapCluster = MapPoints['clusters'][number];

/** As many as the map shows. */
export const SHOWN_POINTS = 5_000;

export const WINDOWS = ['1h', '24h', 'all', 'sample'] as const;
export type MapWindow = (typeof WINDOWS)[number];

const WINDOW_MS: Partial<Record<MapWindow, number>> = { '1h': HOUR_MS, '24h': DAY_MS };
/** Milliseconds between two readings while traffic comes in: a map is looked at, not watched. */
const REFRESH_MS = 4_000;

interface Read {
  /** What was read last; it stays while more is read. Null before the first answer. */
  readonly map: MapPoints | null;
  readonly problem: string | null;
}

export interface LoadedMap extends Read {
  readonly again: () => void;
}

/** The newest decisions on the artifact's projection, read again now and then as traffic comes in. */
export function useMapPoints(window: MapWindow, filter: HostFilter): LoadedMap {
  const { client } = useSession();
  const version = useThrottledVersion(REFRESH_MS);
  const [loaded, setLoaded] = useState<Read & { readonly window: MapWindow }>({ map: null, problem: null, window });
  const [attempt, setAttempt] = useState(0);
  const asked = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for what came in meanwhile
  useEffect(() => {
    const question = ++asked.current;
    const age = WINDOW_MS[window];
    const now = Date.now();
    void client
      .request('map.points', {
        last: SHOWN_POINTS,
        sample: window === 'sample',
        filter: filter.at(now),
        ...(age === undefined ? {} : { from_ms: now - age }),
      })
      .then((result) => {
        // A later question has an answer of its own.
        if (question !== asked.current) return;
        setLoaded((before) =>
          result.ok
            ? { map: result.value, problem: null, window }
            : { map: before.window === window ? before.map : null, problem: result.error.message, window },
        );
      });
  }, [client, window, filter, version, attempt]);
  useEffect(
    () => () => {
      asked.current = -1;
    },
    [],
  );
  return { map: loaded.map, problem: loaded.problem, again: () => setAttempt((count) => count + 1) };
}

/** The same, read once: for a picture that stands still. Null until it is there, or when it cannot be read. */
export function useMapOnce(sample: boolean, last: number): MapPoints | null {
  const { client } = useSession();
  const [map, setMap] = useState<MapPoints | null>(null);
  useEffect(() => {
    let current = true;
    void client.request('map.points', { sample, last }).then((result) => {
      if (current && result.ok) setMap(result.value);
    });
    return () => {
      current = false;
    };
  }, [client, sample, last]);
  return map;
}
