import { HeimdallError } from '../../core/index.ts';
import { found, isObject, type JsonLine, parseShare, readJsonLines, textField } from '../files/json-lines.ts';
import { createIdReader } from './row-ids.ts';

/** What several models made of one prompt. */
export interface OutcomeRow {
  readonly id: string;
  readonly prompt: string;
  readonly domain: string | null;
  /** How well each did, 0..1. */
  readonly scores: ReadonlyMap<string, number>;
  /** What each cost, where that was recorded. */
  readonly costUsd: ReadonlyMap<string, number>;
}

/**
 * Rows `{id, prompt, domain?, correct | score: {model: 0..1}, cost_usd?: {model: dollars}}` of a .jsonl or .jsonl.gz
 * file. `null` in place of a number is an answer that is missing.
 *
 * @throws {HeimdallError} `request_invalid`, which names file, line and field.
 */
export async function readOutcomes(path: string): Promise<OutcomeRow[]> {
  const rows: OutcomeRow[] = [];
  const idOf = createIdReader();
  for await (const line of readJsonLines(path)) {
    rows.push({
      id: idOf(line),
      prompt: textField(line, 'prompt'),
      domain: domainOf(line),
      scores: scoresOf(line),
      costUsd: 'cost_usd' in line.value ? byModel(line, 'cost_usd', parseDollars) : new Map(),
    });
  }
  if (rows.length === 0) throw new HeimdallError('request_invalid', `${path} has no rows.`);
  return rows;
}

function domainOf({ place, value: { domain } }: JsonLine): string | null {
  if (domain === undefined || domain === null) return null;
  if (typeof domain === 'string') return domain;
  throw new HeimdallError('request_invalid', `${place}: "domain" must be a string, ${found(domain)}`);
}

function scoresOf(line: JsonLine): ReadonlyMap<string, number> {
  const given = ['correct', 'score'].filter((name) => name in line.value);
  if (given.length !== 1) {
    const problem = given.length === 0 ? 'neither "correct" nor "score"' : 'both "correct" and "score"';
    throw new HeimdallError('request_invalid', `${line.place}: ${problem}; give one object {model: 0..1}`);
  }
  return byModel(line, given[0] as string, parseShare);
}

function byModel(
  { place, value }: JsonLine,
  name: string,
  parse: (value: unknown, what: string) => number,
): ReadonlyMap<string, number> {
  const table = value[name];
  if (!isObject(table)) {
    throw new HeimdallError(
      'request_invalid',
      `${place}: "${name}" must be an object {model: number}, ${found(table)}`,
    );
  }
  const numbers = new Map<string, number>();
  for (const [model, given] of Object.entries(table)) {
    if (given !== null) numbers.set(model, parse(given, `${place}: ${name}.${JSON.stringify(model)}`));
  }
  return numbers;
}

function parseDollars(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new HeimdallError('request_invalid', `${what} must be dollars, 0 or more, ${found(value)}`);
}
