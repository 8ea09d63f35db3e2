/** The gateways of `bench:gateway`: how each is started, in the configuration that its makers give for production. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Target } from './load.ts';

export interface Contestant {
  readonly name: string;
  readonly target: Target;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts it in `folder`, in front of `upstream` (an origin). */
type Start = (folder: string, upstream: string) => Promise<Contestant>;

const PEERS = resolve('bench/.peers');
const PORTKEY = join(PEERS, 'portkey/node_modules/@portkey-ai/gateway/build/start-server.js');
const LITELLM = join(PEERS, 'litellm/bin/litellm');
const PATH = '/v1/chat/completions';
const READY_WITHIN_MS = 240_000;

/** The gateways that are installed here; the others are named in `missing`. */
export function installedContestants(): { present: Map<string, Start>; missing: string[] } {
  const present = new Map<string, Start>([['Heimdall', startHeimdall]]);
  const missing: string[] = [];
  const peers: [string, string, Start][] = [
    ['Portkey', PORTKEY, startPortkey],
    ['LiteLLM', LITELLM, startLiteLlm],
  ];
  for (const [name, file, start] of peers) {
    if (existsSync(file)) present.set(name, start);
    else missing.push(name);
  }
  return { present, missing };
}

/** The upstream itself. */
export function direct(upstream: string): Target {
  return { origin: upstream, path: PATH, headers: { authorization: 'Bearer sk-bench' }, model: 'gpt-5-mini' };
}

/**
 * As it ships: learned routing on every request, everything in the log, one provider.
 *
 * @param nodeFlags Options of Node itself, for who looks into it.
 * @param more Options of `heimdall serve`.
 */
export async function startHeimdall(
  folder: string,
  upstream: string,
  nodeFlags: readonly string[] = [],
  more: readonly string[] = [],
): Promise<Contestant> {
  const config = join(folder, 'heimdall.yaml');
  writeFileSync(config, `providers:\n  openai: { base_url: "${upstream}/v1", api_key_env: BENCH_KEY }\n`);
  const args = [...nodeFlags, resolve('out/cli/index.cjs'), 'serve', '--port', '0', '--config', config, ...more];
  const child = launch(process.execPath, args, folder, { HEIMDALL_HOME: folder, BENCH_KEY: 'sk-bench' });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const { url } = JSON.parse(String(line).split('\n')[0] as string) as { url: string };
  child.stdout?.resume();
  const target = { origin: url, path: PATH, headers: { authorization: 'Bearer heimdall' }, model: 'heimdall/auto' };
  return ready('Heimdall', target, child);
}

/** One node process, without the console of its developers' mode. No routing: the caller names provider and host. */
async function startPortkey(folder: string, upstream: string): Promise<Contestant> {
  const port = await unusedPort();
  const child = launch(process.execPath, [PORTKEY, `--port=${port}`, '--headless'], folder, { NODE_ENV: 'production' });
  child.stdout?.resume();
  const headers = {
    authorization: 'Bearer sk-bench',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
  };
  return ready('Portkey', { ...local(port), headers, model: 'gpt-5-mini' }, child);
}

/** Its production page's configuration without a database: a master key, no verbose logs, as many workers as processors. */
async function startLiteLlm(folder: string, upstream: string): Promise<Contestant> {
  const port = await unusedPort();
  const config = join(folder, 'litellm.yaml');
  writeFileSync(
    config,
    [
      'model_list:',
      '  - model_name: gpt-5-mini',
      '    litellm_params:',
      '      model: openai/gpt-5-mini',
      '      api_key: sk-bench',
      `      api_base: ${upstream}/v1`,
      'general_settings:',
      '  master_key: sk-bench',
      'litellm_settings:',
      '  request_timeout: 600',
      '  set_verbose: false',
      '  json_logs: true',
    ].join('\n'),
  );
  const args = ['--host', '127.0.0.1', '--port', String(port), '--config', config];
  args.push('--num_workers', String(availableParallelism()), '--telemetry', 'False');
  const env = { LITELLM_MODE: 'PRODUCTION', LITELLM_LOG: 'ERROR', LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
  const child = launch(LITELLM, args, folder, env);
  child.stdout?.resume();
  return ready(
    'LiteLLM',
    { ...local(port), headers: { authorization: 'Bearer sk-bench' }, model: 'gpt-5-mini' },
    child,
  );
}

function local(port: number): { origin: string; path: string } {
  return { origin: `http://127.0.0.1:${port}`, path: PATH };
}

function launch(command: string, args: string[], folder: string, env: Record<string, string>): ChildProcess {
  // Without secrets: no gateway shall find a key of a real provider and call it.
  const surroundings = Object.entries(process.env).filter(([name]) => !/KEY|TOKEN|SECRET/i.test(name));
  // A group of its own, so that a gateway's workers end with it.
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...Object.fromEntries(surroundings), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

const running = new Set<ChildProcess>();

/** At once, for a benchmark that is interrupted: nothing of it is left behind. */
export function killAll(): void {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** Waits until it answers as the upstream does. */
async function ready(name: string, target: Target, child: ChildProcess): Promise<Contestant> {
  const until = performance.now() + READY_WITHIN_MS;
  const body = JSON.stringify({ model: target.model, messages: [{ role: 'user', content: 'Ready?' }] });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.pid === undefined) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGTERM');
    const late = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  };
  let last = 'no answer';
  while (performance.now() < until && child.exitCode === null) {
    try {
      const headers = { 'content-type': 'application/json', ...target.headers };
      const response = await fetch(target.origin + target.path, { method: 'POST', headers, body });
      last = `${response.status} ${await response.text()}`;
      if (response.ok) return { name, target, pid: child.pid as number, stop };
    } catch (error) {
      last = (error as Error).message;
    }
    await new Promise((wake) => setTimeout(wake, 300));
  }
  await stop();
  throw new Error(`${name} did not get ready: ${last.slice(0, 500)}`);
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
