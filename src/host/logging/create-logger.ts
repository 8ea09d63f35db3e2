import { type DestinationStream, destination as fileDestination, type Level, pino } from 'pino';
import type { Logger } from '../../core/index.ts';
import { prettyLine, scrubFields, scrubText } from './log-format.ts';

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly pretty: boolean;
  /** Log prompt text. Off unless the user asked for it. */
  readonly prompts: boolean;
  /** Where lines go; standard error by default, because standard output belongs to the command's result. */
  readonly destination?: DestinationStream;
}

/** Reads `HEIMDALL_LOG_LEVEL`, `HEIMDALL_LOG_FORMAT` (`pretty`, `json`) and `HEIMDALL_LOG_PROMPTS`. */
export function loggerOptionsFromEnv(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): LoggerOptions {
  const asked = env.HEIMDALL_LOG_LEVEL?.toLowerCase();
  const format = env.HEIMDALL_LOG_FORMAT?.toLowerCase();
  const development = isTerminal && env.NODE_ENV !== 'production';
  return {
    level: LEVELS.find((level) => level === asked) ?? 'info',
    pretty: format === 'pretty' || (format !== 'json' && development),
    prompts: env.HEIMDALL_LOG_PROMPTS === '1',
  };
}

/**
 * The logger behind the core's port: pino, written synchronously so that the last line before a crash is not lost and
 * no worker thread has to be found in a bundle. Every line is scrubbed of credentials and prompt text.
 */
export function createLogger(options: LoggerOptions): Logger {
  const output = options.destination ?? fileDestination({ dest: 2, sync: true });
  const sink = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":${Date.now()}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.pretty ? prettyStream(output) : output,
  );
  const at =
    (level: Level) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (!sink.isLevelEnabled(level)) return;
      try {
        sink[level](scrubFields(fields, options.prompts), scrubText(message));
      } catch {
        // A closed standard error or a hostile getter must not take the caller down.
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A logger that says nothing, for tests and for commands whose output is their answer. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Reads pino's own JSON back: it alone knows how to serialise every value. */
function prettyStream(output: DestinationStream): DestinationStream {
  return {
    write(line: string): void {
      const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
      output.write(prettyLine(Number(time), String(level), String(msg ?? ''), fields));
    },
  };
}
