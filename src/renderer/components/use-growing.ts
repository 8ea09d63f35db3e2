import { type RefCallback, useCallback, useState } from 'react';

/**
 * How many rows of a long list are made: a screenful or two, and more whenever its end comes near.
 *
 * @param step Rows at first, and rows added at a time.
 * @returns The number of rows to show, and the ref of an element behind the last of them.
 */
export function useGrowing(total: number, step: number): readonly [number, RefCallback<Element>] {
  const [wanted, setWanted] = useState(step);
  const shown = Math.min(total, wanted);
  const end = useCallback(
    (element: Element | null) => {
      if (element === null) return;
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (entry?.isIntersecting) setWanted(shown + step);
        },
        { rootMargin: '400px' },
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [shown, step],
  );
  return [shown, end];
}
