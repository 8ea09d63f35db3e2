import { useEffect, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { useSession } from '../../store/console-context.tsx';
import type { Session } from '../../store/session.ts';

/** A decision that was only just asked for takes a moment to come. */
const TRIES = 20;
const AGAIN_MS = 300;

export interface Compared {
  readonly id: string;
  /** Null until it is there. */
  readonly record: DecisionRecord | null;
  readonly problem: string | null;
}

/** The decisions of a comparison, as they were when it was opened; one that is not finished is waited for. */
export function useCompared(ids: readonly string[]): readonly Compared[] {
  const session = useSession();
  const key = ids.join(',');
  const [found, setFound] = useState<{ key: string; items: readonly Compared[] }>({ key: '', items: [] });
  useEffect(() => {
    let current = true;
    const wanted = key === '' ? [] : key.split(',');
    const items = wanted.map((id): Compared => ({ id, record: pinned(session, id), problem: null }));
    setFound({ key, items });
    const put = (item: Compared): void => {
      if (!current) return;
      setFound((state) =>
        state.key === key ? { key, items: state.items.map((one) => (one.id === item.id ? item : one)) } : state,
      );
    };
    for (const item of items) void follow(session, item, put, () => current);
    return () => {
      current = false;
    };
  }, [key, session]);
  return found.items;
}

function pinned({ ui, ring }: Session, id: string): DecisionRecord | null {
  return ring.whole(id) ?? ui.getState().pins.find(({ decision }) => decision.id === id) ?? null;
}

async function follow(
  session: Session,
  { id, record: first }: Compared,
  put: (item: Compared) => void,
  wanted: () => boolean,
): Promise<void> {
  let record = first;
  for (let attempt = 0; wanted() && attempt < TRIES; attempt++) {
    if (record !== null && record.outcome.status !== 'pending') return;
    const result = await session.record(id);
    if (result.ok) {
      record = result.value;
      put({ id, record, problem: null });
      if (record.outcome.status !== 'pending') return;
    } else if (attempt === TRIES - 1) {
      put({ id, record, problem: result.error.message });
      return;
    }
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}
