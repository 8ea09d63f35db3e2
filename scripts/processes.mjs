/** Running other programs from scripts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** A program of this repository's dev dependencies, run with this Node whatever PATH says. */
export function localProgram(name) {
  return join(root, 'node_modules', '.bin', name);
}

/**
 * Runs a program to its end, from the repository's root.
 *
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv }} [options] `quiet` keeps the output back instead of showing it.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { quiet = false, env = process.env } = {}) {
  return new Promise((done) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd: root, env, stdio, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => done({ code: code ?? (signal ? 130 : 1), output }));
  });
}

/**
 * Runs a program that the user ends: Ctrl-C reaches it directly, and we wait for it to finish in its own way.
 *
 * @param {(line: string) => void} [onLine] gets each line of its standard output, which is shown otherwise.
 * @returns {Promise<{ code: number, seconds: number }>} code 0 when the user ended it
 */
export function runUntilEnded(command, args, { env = process.env, onLine } = {}) {
  const started = Date.now();
  const child = spawn(command, args, { cwd: root, env, stdio: ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'] });
  let asked = false;
  const forward = (signal) => {
    asked = true;
    // The terminal has sent SIGINT to the whole group already; a second one would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  if (onLine) readLines(child.stdout, onLine);
  return new Promise((done) => {
    const end = (code) => {
      for (const signal of signals) process.off(signal, forward);
      done({ code: asked ? 0 : code, seconds: (Date.now() - started) / 1_000 });
    };
    child.on('error', (error) => {
      console.error(error.message);
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

function readLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
