#!/usr/bin/env node
/** The `heimdall` command. Answers go to standard output, everything else to standard error. */
import { CommanderError } from 'commander';
import { onOneLine } from './on-one-line.ts';
import { createProgram } from './program.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

async function main(): Promise<void> {
  // A reader such as `head` may leave early: that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT_FAILURE));
  try {
    // Sliced by hand: inside Electron's Node the library would guess otherwise.
    await createProgram(__HEIMDALL_VERSION__).parseAsync(process.argv.slice(2), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has printed its message; help and version end well.
      process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
      return;
    }
    process.stderr.write(`heimdall: ${describeError(error)}\n`);
    process.exitCode = EXIT_FAILURE;
  }
}

/** One line; the stack of what is not an expected failure only when somebody debugs. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = error.name === 'HeimdallError';
  if (!expected && process.env.HEIMDALL_LOG_LEVEL === 'debug') return error.stack ?? error.message;
  return onOneLine(error.message);
}

void main();
