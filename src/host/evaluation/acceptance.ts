/** The reference sets of the repository (evaluation/acceptance): what must hold for whoever uses the shipped artifact. */
import { join } from 'node:path';
import { HeimdallError } from '../../core/index.ts';
import { readJsonLines, textField } from '../files/json-lines.ts';
import type { EvaluationRouter } from './evaluation-router.ts';
import { longText, MATERIALS, type Material } from './long-input.ts';
import { createIdReader } from './row-ids.ts';

interface AcceptanceSet {
  readonly name: string;
  readonly title: string;
  /** Share of its prompts that should go where they belong. */
  readonly aim: number;
  /** Share that the shipped artifact must keep: what it reached, rounded down. It only ever rises. */
  readonly floor: number;
}

export const ACCEPTANCE_SETS: readonly AcceptanceSet[] = [
  { name: 'easy-code', title: 'easy code to cheap', aim: 0.7, floor: 0.7 },
  { name: 'everyday', title: 'small talk, edits and lookups to cheap', aim: 0.9, floor: 0.9 },
  { name: 'hard-maths', title: 'hard maths to hard', aim: 0.8, floor: 0.85 },
  { name: 'long-input', title: 'inputs over 200k tokens to a long-context model', aim: 0.9, floor: 0.95 },
];

export interface AcceptanceResult extends AcceptanceSet {
  readonly n: number;
  /** 0..1 */
  readonly share: number;
  /** Ids of the rows that went elsewhere. */
  readonly missed: readonly string[];
}

/** Inputs from here on are long (the issue's and the settings' default). */
const LONG_TOKENS = 200_000;

export async function evaluateAcceptance(evaluator: EvaluationRouter, folder: string): Promise<AcceptanceResult[]> {
  const results: AcceptanceResult[] = [];
  for (const set of ACCEPTANCE_SETS) {
    const missed: string[] = [];
    let n = 0;
    for await (const { id, holds } of rowsOf(join(folder, `${set.name}.jsonl`))) {
      n++;
      if (!(await holds(evaluator))) missed.push(id);
    }
    results.push({ ...set, n, share: n === 0 ? 0 : (n - missed.length) / n, missed });
  }
  return results;
}

interface AcceptanceRow {
  readonly id: string;
  holds(evaluator: EvaluationRouter): Promise<boolean>;
}

async function* rowsOf(path: string): AsyncGenerator<AcceptanceRow> {
  const idOf = createIdReader();
  for await (const line of readJsonLines(path)) {
    const id = idOf(line);
    if ('material' in line.value) {
      const prompt = longPrompt(line.value, line.place);
      yield { id, holds: (evaluator) => goesToLongContext(evaluator, prompt) };
    } else {
      const prompt = textField(line, 'prompt');
      const expected = textField(line, 'expect');
      yield { id, holds: async ({ decide }) => (await decide(prompt)).bucket === expected };
    }
  }
}

function longPrompt(row: Readonly<Record<string, unknown>>, place: string): string {
  const { task, material, tokens, task_first: taskFirst } = row;
  if (typeof task !== 'string' || typeof tokens !== 'number' || !MATERIALS.includes(material as Material)) {
    throw new HeimdallError(
      'request_invalid',
      `${place}: needs "task", "tokens" and "material": ${MATERIALS.join(', ')}`,
    );
  }
  const text = longText(material as Material, tokens, tokens + task.length);
  return taskFirst === true ? `${task}\n\n${text}` : `${text}\n\n${task}`;
}

/** To a model whose window is made for long inputs, twice the length that counts as long, and holds this one. */
async function goesToLongContext({ decide, contextOf }: EvaluationRouter, prompt: string): Promise<boolean> {
  const decision = await decide(prompt);
  const { request_tokens: tokens } = decision.features;
  return tokens >= LONG_TOKENS && contextOf(decision.model) >= Math.max(2 * LONG_TOKENS, tokens);
}
