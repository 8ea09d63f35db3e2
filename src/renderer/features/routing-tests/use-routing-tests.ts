import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { useTuning } from '../tune/use-tuning.ts';

export type TestList = ConsoleOutput<'tests.list'>;
type TestRun = ConsoleOutput<'tests.run'>;

/** A drag must not run the tests at every step. */
const SETTLE_MS = 150;

export interface RoutingTests {
  /** Null until it was read. */
  readonly list: TestList | null;
  readonly run: TestRun | null;
  /** They ran with values under trial, not with those in force. */
  readonly trying: boolean;
  readonly problem: string | null;
  readonly refresh: () => void;
  readonly remove: (name: string) => void;
}

/** The tests with their results, run anew when the tuning changes or another alpha is tried. */
export function useRoutingTests(): RoutingTests {
  const session = useSession();
  const { values, changed } = useTuning();
  const tuning = useConsole((state) => state.tuning);
  const [list, setList] = useState<TestList | null>(null);
  const [run, setRun] = useState<TestRun | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useRef(0);

  const refresh = useCallback(async () => {
    const ask = ++asked.current;
    const listed = await session.client.request('tests.list');
    if (ask !== asked.current) return;
    setProblem(listed.ok ? listed.value.error : listed.error.message);
    setList(listed.ok ? listed.value : null);
    const ran =
      listed.ok && listed.value.error === null && listed.value.tests.length > 0
        ? await session.client.request('tests.run', changed ? values : {})
        : null;
    if (ask !== asked.current) return;
    setRun(ran?.ok ? ran.value : null);
    if (ran !== null && !ran.ok) setProblem(ran.error.message);
  }, [session, values, changed]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed tuning is a reason to run them again
  useEffect(() => {
    const timer = setTimeout(() => void refresh(), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      asked.current++;
    };
  }, [refresh, tuning]);

  const remove = useCallback(
    async (name: string) => {
      const removed = await session.client.request('tests.remove', { name });
      if (removed.ok) await refresh();
      else setProblem(removed.error.message);
    },
    [session, refresh],
  );

  return { list, run, trying: changed, problem, refresh: () => void refresh(), remove: (name) => void remove(name) };
}
