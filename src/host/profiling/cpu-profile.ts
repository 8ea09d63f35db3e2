/** V8's CPU profile, as the inspector gives it and `.cpuprofile` files hold it (chromedevtools.github.io, domain Profiler). */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds, of a clock of its own. */
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of the nodes on top of the stack, one for each sample. */
  readonly samples?: readonly number[];
  /** Microseconds between a sample and the one before it; the first counts from `startTime`. */
  readonly timeDeltas?: readonly number[];
}

/** A function as it was called from its parent. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  /** Samples by line of the script, from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  /** From 0; -1 for what has none. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}
