import { useEffect, useState } from 'react';
import { useSession } from '../store/console-context.tsx';

/** The version of the ring, at most once per `ms`: for what need not follow every frame. */
export function useThrottledVersion(ms: number): number {
  const { store } = useSession();
  const [version, setVersion] = useState(() => store.getState().version);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const read = (): void => {
      timer = null;
      setVersion(store.getState().version);
    };
    const unsubscribe = store.subscribe((state, before) => {
      if (state.version !== before.version && timer === null) timer = setTimeout(read, ms);
    });
    read();
    return () => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [store, ms]);
  return version;
}
