/** The program as users run it: a package folder of its own with a fresh build, so that no other build gets in the way. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface BuiltPackage {
  readonly root: string;
  /** Path of `heimdall`. */
  readonly program: string;
  /** Starts `heimdall` with an environment that holds nothing of the developer's. */
  start(args: readonly string[], home: string, env?: Readonly<Record<string, string>>): ChildProcess;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits until a program has ended, and says what it printed. */
export async function ended(child: ChildProcess, input = ''): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.stdin?.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export function buildPackage(): BuiltPackage {
  const root = mkdtempSync(join(tmpdir(), 'heimdall-package-'));
  const repository = resolve(import.meta.dirname, '../..');
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.node.config.ts', '--outDir', join(root, 'out')],
    { cwd: repository, stdio: 'pipe' },
  );
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const program = join(root, 'out', 'cli', 'index.cjs');
  return {
    root,
    program,
    start: (args, home, env = {}) =>
      spawn(process.execPath, [program, ...args], {
        env: { PATH: process.env.PATH ?? '', HOME: home, HEIMDALL_HOME: join(home, 'data'), ...env },
        stdio: 'pipe',
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
