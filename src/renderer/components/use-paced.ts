import { startTransition, useEffect, useRef, useState } from 'react';

/** The newest value, at most once per `ms` and between what is more urgent: for what is dear to draw. */
export function usePaced<T extends object>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (value === shown) return;
    const show = (): void => {
      last.current = performance.now();
      startTransition(() => setShown(value));
    };
    const timer = setTimeout(show, Math.max(0, last.current + ms - performance.now()));
    return () => clearTimeout(timer);
  }, [value, shown, ms]);
  return shown;
}
