/** Small judgements that the wire checks share. */
import { Fault } from '../finding.ts';
import { excerpt, type Json, SOMETHING_BETWEEN } from './wire-client.ts';

/** @throws {Fault} */
export function must(condition: boolean, reason: string, fix: string = SOMETHING_BETWEEN): asserts condition {
  if (!condition) throw new Fault(reason, fix);
}

/** @throws {Fault} naming the field, what it is and what it should be. */
export function mustBe(actual: unknown, expected: unknown, field: string, fix: string = SOMETHING_BETWEEN): void {
  if (actual !== expected) {
    throw new Fault(`${field} is ${show(actual)} instead of ${show(expected)}`, fix);
  }
}

/** @throws {Fault} unless it is a text with something in it. */
export function mustHaveText(value: unknown, field: string): asserts value is string {
  must(typeof value === 'string' && value !== '', `${field} is ${show(value)} instead of a text`);
}

/** @throws {Fault} unless it is a number that is not negative. */
export function mustCount(value: unknown, field: string): asserts value is number {
  must(typeof value === 'number' && value >= 0, `${field} is ${show(value)} instead of a number`);
}

/** @throws {Fault} when the text is not JSON. */
export function parseJson(text: string, what: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault(`${what} is no JSON: ${excerpt(text)}`, SOMETHING_BETWEEN);
  }
}

/** The value as a reader of a message wants it. */
export function show(value: unknown): string {
  return value === undefined ? 'missing' : excerpt(JSON.stringify(value) ?? String(value));
}

/** The tool that the checks offer, and what its arguments must look like. */
export const TOOL = {
  name: 'get_weather',
  description: 'Weather of a city',
  schema: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
} as const;

export const QUESTION = 'Say hello.';
export const TOOL_QUESTION = 'Please call get_weather for Oslo.';
/** Enough for a sentence; little where a real provider answers. */
export const MAX_TOKENS = 256;

/** @throws {Fault} unless it is what the tool asks for. */
export function mustBeArguments(value: unknown, field: string): void {
  const city = typeof value === 'object' && value !== null ? (value as Json).city : undefined;
  must(typeof city === 'string', `${field} is ${show(value)} instead of {"city": …}`);
}
