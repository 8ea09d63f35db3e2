import type { CDPSession } from '@playwright/test';
import { currentLoad, MACHINE } from '../machine.ts';

/** Where a benchmark of the console ran, once it has. @param loadBefore `currentLoad` before it. */
export function machineOf(browser: string, loadBefore: number) {
  return { ...MACHINE, platform: process.platform, browser, load_before: loadBefore, load_after: currentLoad() };
}

export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The most that it may be; null for what has none. */
  readonly budget: number | null;
  readonly n: number;
  /** Processor time of the page's main thread for one of them, in milliseconds: it hardly grows when others use the machine. */
  readonly cpu_ms: number | null;
}

/** What was measured so far. */
export class Measures {
  readonly all: Measure[] = [];

  add(name: string, value: number, unit: string, more: Partial<Pick<Measure, 'budget' | 'n' | 'cpu_ms'>> = {}): void {
    const { budget = null, n = 1, cpu_ms = null } = more;
    this.all.push({ name, value: round(value), unit, budget, n, cpu_ms: cpu_ms === null ? null : round(cpu_ms) });
    console.log(`${name}: ${round(value)} ${unit}`);
  }

  /** The median and the slowest of some times, of which each must keep to the budget. */
  addTimes(name: string, times: readonly number[], budget: number, cpuMs: number): void {
    const n = times.length;
    this.add(`${name}, p50`, at(times, 0.5), 'ms', { budget, n, cpu_ms: cpuMs / n });
    this.add(`${name}, slowest`, Math.max(...times), 'ms', { budget, n });
  }
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The sample below which this share of them lies. */
export function at(samples: readonly number[], share: number): number {
  const ordered = [...samples].sort((one, other) => one - other);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
}

/** Processor time that the page's main thread took for some work, in milliseconds. */
export async function threadTime(devtools: CDPSession, work: () => Promise<void>): Promise<number> {
  const before = await threadSeconds(devtools);
  await work();
  return ((await threadSeconds(devtools)) - before) * 1_000;
}

async function threadSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN;
}
