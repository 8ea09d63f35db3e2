/** How often a decision changes when nothing that should matter has changed (evaluation/robustness). */
import { join } from 'node:path';
import { HeimdallError } from '../../core/index.ts';
import type { Bucket, Decision, PerBucket } from '../../shared/decision.ts';
import { found, isObject, type JsonLine, readJsonLines, textField } from '../files/json-lines.ts';
import type { EvaluationRouter } from './evaluation-router.ts';
import { longText, MATERIALS } from './long-input.ts';
import { CHOICE_LAYOUTS, VARIANTS } from './prompt-variants.ts';
import { createIdReader } from './row-ids.ts';

/** Of one kind of change, or of one change of a kind. */
export interface FlipRate {
  readonly kind: string;
  /** Null sums up the kind. */
  readonly name: string | null;
  /** Changed prompts. */
  readonly n: number;
  /** Share that landed in another bucket than the prompt it was made from, 0..1. */
  readonly flips: number;
  /** Share that went from cheap to hard or back, 0..1. */
  readonly far: number;
  /** Mean total variation between the bucket probabilities, 0..1. */
  readonly moved: number;
}

export interface LengthResult {
  readonly tokens: number;
  /** Prompts of this length. */
  readonly n: number;
  readonly buckets: PerBucket;
  /** Share whose model's window holds the prompt, 0..1. */
  readonly fits: number;
}

export interface RobustnessResult {
  readonly flips: readonly FlipRate[];
  readonly lengths: readonly LengthResult[];
}

/** Sets whose prompts are dressed differently by rule. */
const BASE_SETS = ['easy-code', 'everyday', 'hard-maths'];
/** Files with hand-written versions of the same request, and what they are versions in. */
const VERSION_SETS = [
  { file: 'paraphrases', kind: 'paraphrase' },
  { file: 'translations', kind: 'language' },
  { file: 'programming-languages', kind: 'programming language' },
];
const LENGTHS = [1, 10, 100, 1_000, 10_000, 100_000, 300_000, 1_000_000];
/** Under the largest windows with room for the question. */
const LONGEST = 950_000;

/** @param folder The repository's `evaluation`. */
export async function evaluateRobustness(evaluator: EvaluationRouter, folder: string): Promise<RobustnessResult> {
  const tally = createTally();
  for (const set of BASE_SETS) {
    for await (const line of readJsonLines(join(folder, 'acceptance', `${set}.jsonl`))) {
      const prompt = textField(line, 'prompt');
      const base = await evaluator.decide(prompt);
      for (const { kind, name, of } of VARIANTS) tally.add(kind, name, base, await evaluator.decide(of(prompt)));
    }
  }
  for (const { file, kind } of VERSION_SETS) {
    for await (const versions of versionsOf(join(folder, 'robustness', `${file}.jsonl`))) {
      const [[, first] = ['', ''], ...others] = versions;
      const base = await evaluator.decide(first);
      for (const [name, prompt] of others) tally.add(kind, name, base, await evaluator.decide(prompt));
    }
  }
  for await (const line of readJsonLines(join(folder, 'robustness', 'multiple-choice.jsonl'))) {
    const asked = { question: textField(line, 'question'), options: stringsField(line, 'options') };
    const [first, ...others] = CHOICE_LAYOUTS;
    const base = await evaluator.decide((first as (typeof CHOICE_LAYOUTS)[number]).of(asked));
    for (const { name, of } of others) tally.add('layout of options', name, base, await evaluator.decide(of(asked)));
  }
  return { flips: tally.rates(), lengths: await evaluateLengths(evaluator) };
}

/** Prompts of 1 to 1,000,000 tokens: each must get a decision, and a model that it fits. */
async function evaluateLengths({ decide, contextOf }: EvaluationRouter): Promise<LengthResult[]> {
  const results: LengthResult[] = [];
  for (const tokens of LENGTHS) {
    const counts = { cheap: 0, mid: 0, hard: 0 };
    let fits = 0;
    for (const material of MATERIALS) {
      const text = longText(material, Math.min(tokens, LONGEST), tokens);
      const prompt = tokens < 100 ? text.split(/\s+/).slice(0, tokens).join(' ') : text;
      const { bucket, model, features } = await decide(prompt);
      counts[bucket]++;
      if (contextOf(model) >= features.request_tokens) fits++;
    }
    const n = MATERIALS.length;
    const buckets = { cheap: counts.cheap / n, mid: counts.mid / n, hard: counts.hard / n };
    results.push({ tokens, n, buckets, fits: fits / n });
  }
  return results;
}

/** `prompts` of a row: a list whose first is compared with the others, or the same by name. */
async function* versionsOf(path: string): AsyncGenerator<[name: string, prompt: string][]> {
  const idOf = createIdReader();
  for await (const line of readJsonLines(path)) {
    idOf(line);
    const { prompts } = line.value;
    if (Array.isArray(prompts)) yield stringsField(line, 'prompts').map((prompt) => ['other words', prompt]);
    else if (isObject(prompts)) yield Object.entries(prompts).map(([name, prompt]) => [name, String(prompt)]);
    else
      throw new HeimdallError(
        'request_invalid',
        `${line.place}: "prompts" must be a list or an object, ${found(prompts)}`,
      );
  }
}

function stringsField({ place, value }: JsonLine, name: string): string[] {
  const list = value[name];
  if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return list;
  throw new HeimdallError('request_invalid', `${place}: "${name}" must be a list of strings`);
}

interface Tally {
  add(kind: string, name: string, base: Decision, changed: Decision): void;
  rates(): FlipRate[];
}

const RANK: Readonly<Record<Bucket, number>> = { cheap: 0, mid: 1, hard: 2 };

function createTally(): Tally {
  const sums = new Map<string, Map<string | null, { n: number; flips: number; far: number; moved: number }>>();
  return {
    add(kind, name, base, changed) {
      const steps = Math.abs(RANK[base.bucket] - RANK[changed.bucket]);
      const moved = variation(base.bucket_probabilities, changed.bucket_probabilities);
      const ofKind = sums.get(kind) ?? new Map();
      sums.set(kind, ofKind);
      for (const key of [null, name]) {
        const sum = ofKind.get(key) ?? { n: 0, flips: 0, far: 0, moved: 0 };
        ofKind.set(key, sum);
        sum.n++;
        sum.flips += Number(steps > 0);
        sum.far += Number(steps > 1);
        sum.moved += moved;
      }
    },
    rates: () =>
      [...sums].flatMap(([kind, names]) =>
        [...names].map(([name, { n, flips, far, moved }]) => ({
          kind,
          name,
          n,
          flips: flips / n,
          far: far / n,
          moved: moved / n,
        })),
      ),
  };
}

function variation(one: PerBucket, other: PerBucket): number {
  const { abs } = Math;
  return (abs(one.cheap - other.cheap) + abs(one.mid - other.mid) + abs(one.hard - other.hard)) / 2;
}
