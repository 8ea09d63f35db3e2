import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { HeimdallError } from '../../core/index.ts';
import { createLogger, type LoggerOptions, loggerOptionsFromEnv, silentLogger } from './create-logger.ts';

function capture(options: Partial<LoggerOptions> = {}) {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const logger = createLogger({ level: 'debug', pretty: false, prompts: false, destination, ...options });
  return { logger, text: () => text };
}

/** Planted where they could slip in; none may come out. */
const SECRETS = {
  bearer: 'CANARYbearer0123456789',
  key: 'sk-CANARYkey0123456789',
  google: 'AIzaCANARYgoogle0123456789abc',
  oauth: 'ya29.CANARYoauth0123456789',
  app: 'hmd_CANARYapp0123456789',
  cookie: 'CANARYcookie',
  query: 'CANARYquery',
};
const PROMPT = 'CANARY-PROMPT the whole prompt';

function logEverything(logger: ReturnType<typeof createLogger>): void {
  logger.info(`calling with Bearer ${SECRETS.bearer}`, {
    headers: { authorization: `Bearer ${SECRETS.bearer}`, 'x-api-key': SECRETS.key, cookie: SECRETS.cookie },
    apiKey: SECRETS.key,
    api_key: SECRETS.google,
    access_token: SECRETS.oauth,
    url: `https://example.com/v1?key=${SECRETS.query}&alt=sse`,
    list: [{ token: SECRETS.bearer }, `leaked ${SECRETS.key}`, `and ${SECRETS.app}`],
    nothing: null,
    password: null,
    big: 12n,
  });
  logger.error('failed', {
    error: new HeimdallError('provider_error', `upstream said ${SECRETS.key}`, {
      cause: new Error(`Authorization: Bearer ${SECRETS.bearer} and ${SECRETS.google} and ${SECRETS.oauth}`),
    }),
  });
  logger.debug('request', {
    prompt: PROMPT,
    promptText: PROMPT,
    nested: { messages: [PROMPT] },
    prompt_preview: PROMPT,
  });
}

describe('logger', () => {
  test.each([false, true])('lets no credential and no prompt out (pretty: %s)', (pretty) => {
    const { logger, text } = capture({ pretty });
    logEverything(logger);
    expect(text()).not.toMatch(/CANARY/);
    expect(text()).toContain('[redacted]');
    expect(text()).toContain('[not logged]');
    expect(text()).toContain('provider_error');
  });

  test('logs prompts only when asked to, and still no credential', () => {
    const { logger, text } = capture({ prompts: true });
    logEverything(logger);
    expect(text()).toContain(PROMPT);
    for (const secret of Object.values(SECRETS)) expect(text()).not.toContain(secret);
  });

  test('writes one JSON line with level, time and message', () => {
    const { logger, text } = capture();
    logger.warn('careful', { port: 4141 });
    const line = JSON.parse(text()) as Record<string, unknown>;
    expect(line).toEqual({ level: 'warn', time: expect.any(Number), msg: 'careful', port: 4141 });
  });

  test('pretty lines are for people', () => {
    const { logger, text } = capture({ pretty: true });
    logger.info('listening', { url: 'http://127.0.0.1:4141', tries: 2 });
    logger.info('plain');
    expect(text()).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} INFO {2}listening {2}url=http:\/\/127\.0\.0\.1:4141 tries=2\n.*plain\n$/,
    );
  });

  test('keeps the level, survives cycles, depth and hostile values', () => {
    const { logger, text } = capture({ level: 'warn' });
    logger.debug('quiet');
    logger.info('quiet');
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    logger.warn('cycle', cycle);
    logger.warn('hostile', {
      get value(): never {
        throw new Error('no');
      },
    });
    silentLogger.error('nothing');
    expect(text().split('\n').filter(Boolean)).toHaveLength(1);
    expect(text()).toContain('[deep]');
  });
});

describe('settings from the environment', () => {
  test.each([
    [{}, true, { level: 'info', pretty: true, prompts: false }],
    [{}, false, { level: 'info', pretty: false, prompts: false }],
    [{ NODE_ENV: 'production' }, true, { level: 'info', pretty: false, prompts: false }],
    [
      { HEIMDALL_LOG_LEVEL: 'DEBUG', HEIMDALL_LOG_PROMPTS: '1' },
      false,
      { level: 'debug', pretty: false, prompts: true },
    ],
    [
      { HEIMDALL_LOG_LEVEL: 'loud', HEIMDALL_LOG_FORMAT: 'pretty' },
      false,
      { level: 'info', pretty: true, prompts: false },
    ],
    [{ HEIMDALL_LOG_FORMAT: 'json' }, true, { level: 'info', pretty: false, prompts: false }],
  ])('%o on a terminal %s', (env, terminal, expected) => {
    expect(loggerOptionsFromEnv(env, terminal)).toEqual(expected);
  });
});
