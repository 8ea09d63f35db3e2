import { InvalidArgumentError } from 'commander';
import {
  type FilterTerm,
  FLAGS,
  filterTermSchema,
  NUMBER_FIELDS,
  TEXT_FIELDS,
} from '../shared/console/filter-contract.ts';

/**
 * One condition of `--filter`: `bucket=mid`, `model=a,b`, `cost_usd>=0.01`, `is:error`, and each with `!` in front for the
 * opposite. What is left is a word of the prompt's beginning.
 *
 * @param before Conditions of earlier options.
 */
export function parseFilter(text: string, before: readonly FilterTerm[] = []): readonly FilterTerm[] {
  const negated = text.startsWith('!');
  const parsed = filterTermSchema.safeParse({ ...termOf(negated ? text.slice(1) : text), negated });
  if (parsed.success) return [...before, parsed.data];
  throw new InvalidArgumentError(
    `It looks like bucket=mid, total_ms>=300 or is:error. Texts: ${TEXT_FIELDS.join(', ')}. Numbers: ${NUMBER_FIELDS.join(', ')}. Flags: ${FLAGS.join(', ')}.`,
  );
}

const BOUNDS = { '>=': 'min', '<=': 'max', '>': 'above', '<': 'below' } as const;

function termOf(text: string): object {
  if (text.startsWith('is:')) return { is: text.slice(3) };
  const [, field = '', operator = '', value = ''] = /^([a-z_]+)(>=|<=|>|<|=)(.*)$/s.exec(text) ?? [];
  if (operator === '') return { text };
  if (value.trim() === '') return {};
  if (operator !== '=') return { field, [BOUNDS[operator as keyof typeof BOUNDS]]: Number(value) };
  if ((NUMBER_FIELDS as readonly string[]).includes(field)) return { field, min: Number(value), max: Number(value) };
  return { field, in: value.split(',') };
}
