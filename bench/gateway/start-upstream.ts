import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Pace } from './wire.ts';

/**
 * Starts the upstream as a process of its own; its caller ends it.
 *
 * @param program The one that providers stand for, or Node's bare HTTP server.
 */
export async function startUpstream(
  program: 'gateway-upstream' | 'gateway-bare' = 'gateway-upstream',
): Promise<{ origin: string; process: ChildProcess }> {
  const child = spawn(process.execPath, [resolve(`out/bench/${program}.cjs`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { origin: String(line).trim(), process: child };
}

/** How it answers from now on. */
export async function setPace(upstream: string, pace: Pace): Promise<void> {
  const response = await fetch(`${upstream}/pace`, { method: 'POST', body: JSON.stringify(pace) });
  await response.arrayBuffer();
}
