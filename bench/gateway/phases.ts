/** What `bench:gateway` asks of every gateway, and of the upstream itself. */
import type { Load } from './load.ts';
import { AT_ONCE, type Pace } from './wire.ts';

export interface Phase {
  readonly name: string;
  readonly connections: number;
  readonly stream: boolean;
  readonly pace: Pace;
}

/**
 * Whole answers: the upstream thinks for a while, as models do, so that connections mean requests at work and not a
 * queue: about 130 and 500 a second at 64 and 1,000. Streams: 10 tokens a second each.
 */
export const PHASES: readonly Phase[] = [
  { name: 'answer, 1', connections: 1, stream: false, pace: AT_ONCE },
  { name: 'answer, 64', connections: 64, stream: false, pace: { ...AT_ONCE, delay_ms: 500 } },
  { name: 'answer, 1,000', connections: 1_000, stream: false, pace: { ...AT_ONCE, delay_ms: 2_000 } },
  { name: 'stream, 1', connections: 1, stream: true, pace: { delay_ms: 0, tokens: 20, gap_ms: 10 } },
  { name: 'stream, 64', connections: 64, stream: true, pace: { delay_ms: 0, tokens: 20, gap_ms: 100 } },
  { name: 'stream, 1,000', connections: 1_000, stream: true, pace: { delay_ms: 0, tokens: 20, gap_ms: 100 } },
];

/** As many answers as go through 64 connections. */
export const SATURATION: Phase = { name: 'saturation', connections: 64, stream: false, pace: AT_ONCE };

export function loadOf({ connections, stream, pace }: Phase, seconds: number): Load {
  const cycle = pace.delay_ms + pace.tokens * pace.gap_ms;
  return {
    connections,
    stream,
    spreadMs: connections === 1 ? 0 : cycle,
    seconds: Math.max(seconds, (cycle * 2) / 1_000),
  };
}
