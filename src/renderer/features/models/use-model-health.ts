import { useEffect, useMemo, useState } from 'react';
import { useHostQuery } from '../../store/use-host-query.ts';
import { type HealthView, healthView } from './model-health.ts';

/** The health of models, read again while requests come in, and the time that pauses are counted down by. */
export function useModelHealth(): {
  readonly health: HealthView;
  readonly nowMs: number;
  readonly problem: string | null;
} {
  const { value, problem, refresh } = useHostQuery('models.health', '', () => undefined);
  const health = useMemo(() => healthView(value, performance.now()), [value]);
  const [nowMs, setNowMs] = useState(() => performance.now());
  const { lastPauseMs } = health;
  // biome-ignore lint/correctness/useExhaustiveDependencies: refresh is another function at each render
  useEffect(() => {
    setNowMs(performance.now());
    if (lastPauseMs === null) return;
    const timer = setInterval(() => {
      const now = performance.now();
      setNowMs(now);
      // What fails again at its next try gets a new pause, of which traffic tells.
      if (now > lastPauseMs) refresh();
    }, 1_000);
    return () => clearInterval(timer);
  }, [lastPauseMs]);
  return { health, nowMs: Math.max(nowMs, health.receivedMs), problem };
}
