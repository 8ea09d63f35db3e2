import { cpus, loadavg } from 'node:os';
import { round } from './measures.ts';

/** Processes that ran or waited to, on average of the last minute. */
export function currentLoad(): number {
  return round(loadavg()[0] ?? 0);
}

/** Where a benchmark of the console ran. */
export function machineOf(browser: string, loadBefore: number) {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    platform: process.platform,
    node: process.version,
    browser,
    load_before: loadBefore,
    load_after: currentLoad(),
  };
}
