/** How log lines look and what must never be in them. */

/** Field names whose values are credentials, whatever the nesting; compared in lower case without `-` and `_`. */
const SECRET_FIELDS = new Set([
  'authorization',
  'proxyauthorization',
  'apikey',
  'xapikey',
  'xgoogapikey',
  'xheimdalltoken',
  'token',
  'accesstoken',
  'refreshtoken',
  'secret',
  'password',
  'cookie',
  'setcookie',
]);

/** Field names whose values are prompt or answer text. */
const PROMPT_FIELDS = new Set([
  'prompt',
  'prompttext',
  'promptpreview',
  'messages',
  'text',
  'content',
  'input',
  'body',
]);

/** Credentials that slipped into a string: bearer headers and the key shapes of the providers we know, and ours. */
const SECRET_PATTERNS: readonly RegExp[] = [
  /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi,
  /\bsk-[A-Za-z0-9_-]{8,}/g,
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9_.-]{10,}/g,
  /\bhmd_[A-Za-z0-9_-]{8,}/g,
  /([?&](?:key|api_key|token)=)[^&\s"]+/gi,
];

const MAX_DEPTH = 6;
export const REDACTED = '[redacted]';
export const WITHHELD = '[not logged]';

/**
 * A copy of log fields without credentials, and without prompt text unless `keepPrompts`. Deep, cycle-safe, and never
 * throws: a line about a failure must not become one.
 */
export function scrubFields(fields: Readonly<Record<string, unknown>>, keepPrompts: boolean): Record<string, unknown> {
  return scrubObject(fields, keepPrompts, 0);
}

/** The string without anything that looks like a credential. */
export function scrubText(text: string): string {
  let clean = text;
  for (const pattern of SECRET_PATTERNS) {
    clean = clean.replace(pattern, (_match, prefix: unknown) =>
      typeof prefix === 'string' ? `${prefix}${/^(bearer|basic)$/i.test(prefix) ? ' ' : ''}${REDACTED}` : REDACTED,
    );
  }
  return clean;
}

function scrubObject(source: object, keepPrompts: boolean, depth: number): Record<string, unknown> {
  const target: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) {
    const name = key.toLowerCase().replaceAll(/[-_]/g, '');
    if (SECRET_FIELDS.has(name)) target[key] = value === null || value === undefined ? value : REDACTED;
    else if (!keepPrompts && PROMPT_FIELDS.has(name)) target[key] = WITHHELD;
    else target[key] = scrubValue(value, keepPrompts, depth + 1);
  }
  return target;
}

function scrubValue(value: unknown, keepPrompts: boolean, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return scrubError(value, keepPrompts, depth);
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, keepPrompts, depth + 1));
  return scrubObject(value, keepPrompts, depth);
}

/** Stacks are for us, and quote messages: they are scrubbed like any text. */
function scrubError(error: Error, keepPrompts: boolean, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: scrubText(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrubText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: scrubValue(error.cause, keepPrompts, depth + 1) }),
  };
}

/** One line for people: `12:04:07.120 WARN  message  key=value`. */
export function prettyLine(timeMs: number, level: string, message: string, fields: Record<string, unknown>): string {
  const time = new Date(timeMs).toISOString().slice(11, 23);
  const facts = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return `${time} ${level.toUpperCase().padEnd(5)} ${message}${facts === '' ? '' : `  ${facts}`}\n`;
}
