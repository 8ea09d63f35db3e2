import { useEffect, useState } from 'react';
import type { ConsoleClient, ConsoleError, ConsoleOutput, ConsoleResult } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';

export type Explanation = ConsoleOutput<'decisions.explain'>;
export type Evidence = ConsoleOutput<'decisions.evidence'>;

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: ConsoleError };

/** The record behind an id: at hand for recent rows, and kept in step with its outcome; else read from the log. */
export function useDecision(id: string): Loaded<DecisionRecord> {
  const session = useSession();
  const updates = useConsole((state) => state.updates);
  const [fetched, setFetched] = useState<{ id: string; loaded: Loaded<DecisionRecord> } | null>(null);
  // Selected anew on every change: a record that comes with its outcome is an added row, not an update.
  const whole = useConsole(() => session.ring.whole(id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed outcome is a reason to read again
  useEffect(() => {
    if (whole) return;
    let current = true;
    void session.record(id).then((result) => {
      if (!current) return;
      setFetched({
        id,
        loaded: result.ok ? { state: 'ready', value: result.value } : { state: 'failed', error: result.error },
      });
    });
    return () => {
      current = false;
    };
  }, [id, session, whole === null, updates]);
  if (whole) return { state: 'ready', value: whole };
  return fetched?.id === id ? fetched.loaded : { state: 'loading' };
}

/** Walking down the list with a key held must not ask for every row on the way. */
const SETTLE_MS = 60;

/** The host's explanation: computed there, on selection only, because contributions cost. */
export function useExplanation(id: string): Loaded<Explanation> {
  return useOfDecision(id, readExplanation);
}

/** What the decision's estimates rest on. */
export function useEvidence(id: string): Loaded<Evidence> {
  return useOfDecision(id, readEvidence);
}

type Read<T> = (client: ConsoleClient, id: string) => Promise<ConsoleResult<T>>;

const readExplanation: Read<Explanation> = (client, id) => client.request('decisions.explain', { id });
const readEvidence: Read<Evidence> = (client, id) => client.request('decisions.evidence', { id });

function useOfDecision<T>(id: string, read: Read<T>): Loaded<T> {
  const session = useSession();
  const [fetched, setFetched] = useState<{ id: string; loaded: Loaded<T> } | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const result = await read(session.client, id);
      if (!current) return;
      setFetched({
        id,
        loaded: result.ok ? { state: 'ready', value: result.value } : { state: 'failed', error: result.error },
      });
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [read, id, session]);
  return fetched?.id === id ? fetched.loaded : { state: 'loading' };
}
