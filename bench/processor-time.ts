import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's clock in a second. */
const TICKS = 100;

/** Seconds of processor time so far, from Linux' `/proc`. */
export interface ProcessorTime {
  /** Of the process itself, all its threads. */
  readonly own: number;
  /** With its children. */
  readonly all: number;
}

/** What each of these processes took; nothing for one that has ended. */
export function processorTime(...pids: readonly number[]): ProcessorTime[] {
  const times = new Map<number, { parent: number; seconds: number }>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // Behind the name in brackets: state, parent, and from the 12th on the time in user mode and in the kernel.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
      times.set(Number(name), { parent: Number(fields[1]), seconds });
    } catch {
      // It ended meanwhile.
    }
  }
  return pids.map((pid) => {
    const own = times.get(pid)?.seconds ?? 0;
    let all = own;
    for (const { parent, seconds } of times.values()) if (parent === pid) all += seconds;
    return { own, all };
  });
}

/** Seconds of processor time of this program. */
export function ownProcessorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
