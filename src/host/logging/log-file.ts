import { appendFileSync, chmodSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../core/index.ts';
import { createLogger, type LoggerOptions } from './create-logger.ts';

const FILE = 'heimdall.log';
/** The file before the current one; there are no more. */
const OLDER = 'heimdall.1.log';
const MAX_BYTES = 5 * 1024 * 1024;

/**
 * A logger that writes JSON lines into `<folder>/heimdall.log`, mode 0600. A full file becomes `heimdall.1.log`, so that
 * both together stay under twice the limit. What cannot be written is lost: a full disk must not stop the router.
 *
 * @param maxBytes Size at which a new file is begun.
 */
export function createFileLogger(
  folder: string,
  options: Pick<LoggerOptions, 'level' | 'prompts'>,
  maxBytes = MAX_BYTES,
): Logger {
  const path = join(folder, FILE);
  let bytes = Number.POSITIVE_INFINITY;
  const open = (): void => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(path, '', { mode: 0o600 });
    chmodSync(path, 0o600);
    bytes = statSync(path).size;
  };
  const write = (line: string): void => {
    try {
      if (bytes === Number.POSITIVE_INFINITY) open();
      const size = Buffer.byteLength(line);
      if (bytes > 0 && bytes + size > maxBytes) {
        renameSync(path, join(folder, OLDER));
        open();
      }
      appendFileSync(path, line);
      bytes += size;
    } catch {
      // Tried again with the next line, from the beginning: the folder may have been removed.
      bytes = Number.POSITIVE_INFINITY;
    }
  };
  return createLogger({ ...options, pretty: false, destination: { write } });
}

/** A logger that hands every line to all of them. */
export function joinLoggers(...loggers: readonly Logger[]): Logger {
  const at =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, fields) => {
      for (const logger of loggers) logger[level](message, fields);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
