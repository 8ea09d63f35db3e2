import { useCallback, useEffect, useState } from 'react';
import type { ConsoleOutput, ConsoleResult } from '../../../shared/console-contract.ts';
import { saveAs } from '../../lib/save-as.ts';
import { useSession } from '../../store/console-context.tsx';

export type ProfilerStatus = ConsoleOutput<'profiler.status'>;

/** How often the time of a running profile is asked for. Milliseconds. */
const POLL_MS = 500;

export interface UsedProfiler {
  /** Null until it was read. */
  readonly status: ProfilerStatus | null;
  /** Why what was asked for last was not done. */
  readonly problem: string | null;
  /** Where the profile was saved last. */
  readonly saved: string | null;
  readonly start: (seconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly save: () => Promise<void>;
}

/** CPU profiles of the process that hosts the router. */
export function useProfiler(): UsedProfiler {
  const { client, store } = useSession();
  const [status, setStatus] = useState<ProfilerStatus | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const busy = status !== null && status.state !== 'idle';

  const take = useCallback((result: ConsoleResult<ProfilerStatus>): void => {
    if (result.ok) setStatus(result.value);
    setProblem(result.ok ? null : result.error.message);
  }, []);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const result = await client.request('profiler.status');
      if (current && result.ok) setStatus(result.value);
    };
    void load();
    const leave = client.subscribe('changed', ({ what }) => {
      if (what === 'profiler') void load();
    });
    const timer = busy ? setInterval(() => void load(), POLL_MS) : null;
    return () => {
      current = false;
      leave();
      if (timer !== null) clearInterval(timer);
    };
  }, [client, busy]);

  const start = useCallback(
    async (seconds: number) => {
      setSaved(null);
      take(await client.request('profiler.start', { seconds }));
    },
    [client, take],
  );
  const stop = useCallback(async () => take(await client.request('profiler.stop')), [client, take]);
  const save = useCallback(async () => {
    if (store.getState().info?.host === 'electron') {
      const result = await client.request('profiler.save');
      if (result.ok && result.value !== null) setSaved(result.value.path);
      setProblem(result.ok ? null : result.error.message);
      return;
    }
    const result = await client.request('profiler.text');
    setProblem(result.ok ? null : result.error.message);
    if (!result.ok) return;
    saveAs(result.value.name, [result.value.text], 'application/json');
    setSaved(result.value.name);
  }, [client, store]);
  return { status, problem, saved, start, stop, save };
}
