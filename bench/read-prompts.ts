import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** The `prompt` of every row of a .jsonl or .jsonl.gz file, shuffled with a fixed seed. */
export async function readPrompts(path: string): Promise<string[]> {
  const bytes = await readFile(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const prompts = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const { prompt } = JSON.parse(line) as { prompt?: unknown };
      if (typeof prompt !== 'string') throw new Error(`${path}: line ${index + 1} has no "prompt"`);
      return prompt;
    });
  let state = 7;
  for (let index = prompts.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const other = state % (index + 1);
    [prompts[index], prompts[other]] = [prompts[other] as string, prompts[index] as string];
  }
  return prompts;
}
