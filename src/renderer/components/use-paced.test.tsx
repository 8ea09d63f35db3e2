import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usePaced } from './use-paced.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('follows a value that changes in every frame at its own pace, and ends on the last', () => {
  const seen: number[] = [];
  const { result, rerender } = renderHook(({ value }) => usePaced(value, 80), { initialProps: { value: { step: 0 } } });
  for (let step = 1; step <= 50; step++) {
    rerender({ value: { step } });
    act(() => vi.advanceTimersByTime(16));
    if (seen.at(-1) !== result.current.step) seen.push(result.current.step);
  }
  expect(seen.length).toBeGreaterThanOrEqual(8);
  expect(seen.length).toBeLessThanOrEqual(11);
  act(() => vi.advanceTimersByTime(80));
  expect(result.current.step).toBe(50);
});
