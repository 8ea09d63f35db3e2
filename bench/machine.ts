import { cpus, loadavg } from 'node:os';

/** What a benchmark ran on. */
export const MACHINE = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };

/** Processes that ran or waited to, on average of the last minute. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}
