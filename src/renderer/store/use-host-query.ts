import { useEffect, useRef, useState } from 'react';
import type { ConsoleInput, ConsoleOutput, ConsoleRequestName, ConsoleResult } from '../../shared/console-contract.ts';
import { useSession } from './console-context.tsx';

export interface HostAnswer<T> {
  /** The last answer; null before the first. */
  readonly value: T | null;
  /** Why the last question had no answer. */
  readonly problem: string | null;
  /** What is shown answers an earlier question: another is on its way. */
  readonly stale: boolean;
  /** Asks at once. */
  readonly refresh: () => void;
}

export interface HostQueryOptions {
  /** Least time between two questions while traffic comes in. Milliseconds. */
  readonly everyMs?: number;
}

const EVERY_MS = 2_000;

/**
 * A question to the host, asked again while decisions come in and when `key` changes, never while the window is hidden.
 * A slow answer is not asked for more often than a fifth of the time.
 *
 * @param key Stands for the input.
 * @param input Made at the time of asking, so that a window of time can move on.
 */
export function useHostQuery<N extends ConsoleRequestName>(
  name: N,
  key: string,
  input: () => ConsoleInput<N>,
  { everyMs = EVERY_MS }: HostQueryOptions = {},
): HostAnswer<ConsoleOutput<N>> {
  type Answer = { readonly key: string; readonly value: ConsoleOutput<N> | null; readonly problem: string | null };
  const { client, store } = useSession();
  const [answer, setAnswer] = useState<Answer>({ key: '', value: null, problem: null });
  const newest = useRef(input);
  newest.current = input;
  const ask = useRef(() => {});

  useEffect(() => {
    let live = true;
    let asking = false;
    let again = false;
    let pauseMs = everyMs;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const request = client.request as (name: N, input: ConsoleInput<N>) => Promise<ConsoleResult<ConsoleOutput<N>>>;
    const run = async (): Promise<void> => {
      timer = null;
      if (document.hidden) {
        again = true;
        return;
      }
      asking = true;
      again = false;
      const started = performance.now();
      const result = await request(name, newest.current());
      if (!live) return;
      asking = false;
      pauseMs = Math.max(everyMs, 4 * (performance.now() - started));
      setAnswer((before) =>
        result.ok
          ? { key, value: result.value, problem: null }
          : { key, value: before.value, problem: result.error.message },
      );
      if (again) later();
    };
    const later = (): void => {
      if (asking || document.hidden) again = true;
      else timer ??= setTimeout(() => void run(), pauseMs);
    };
    const onVisible = (): void => {
      if (!document.hidden && again && !asking) void run();
    };
    ask.current = () => {
      if (timer !== null) clearTimeout(timer);
      if (asking) again = true;
      else void run();
    };
    const unsubscribe = store.subscribe((state, before) => {
      if (state.version !== before.version || state.cacheStats !== before.cacheStats) later();
    });
    document.addEventListener('visibilitychange', onVisible);
    void run();
    return () => {
      live = false;
      if (timer !== null) clearTimeout(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [client, store, name, key, everyMs]);

  return {
    value: answer.value,
    problem: answer.problem,
    stale: answer.key !== key,
    refresh: () => ask.current(),
  };
}
