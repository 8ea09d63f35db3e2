/** A model of the user's own while it is typed in, and what is wrong with it. */
import type { FormModel } from '../../../shared/console/own-models-contract.ts';
import type { ConsoleInput } from '../../../shared/console-contract.ts';
import type { Bucket } from '../../../shared/decision.ts';

/** In place of a provider's name: one that is not there yet. */
export const NEW_PROVIDER = '+';

export type Known = 'yes' | 'no' | 'unknown';
type SaveInput = ConsoleInput<'models.save'>;

export interface OwnModelDraft {
  /** `NEW_PROVIDER`, or a name. */
  readonly provider: string;
  readonly newName: string;
  readonly baseUrl: string;
  readonly dialect: 'openai-chat' | 'anthropic' | 'gemini';
  readonly requiresKey: boolean;
  readonly id: string;
  readonly upstreamId: string;
  readonly context: string;
  readonly input: string;
  readonly output: string;
  readonly tools: Known;
  readonly vision: Known;
  readonly json: Known;
  readonly qualityLike: string;
  readonly buckets: readonly Bucket[];
}

export const EMPTY_OWN_MODEL: OwnModelDraft = {
  provider: NEW_PROVIDER,
  newName: '',
  baseUrl: '',
  dialect: 'openai-chat',
  requiresKey: false,
  id: '',
  upstreamId: '',
  context: '',
  input: '',
  output: '',
  tools: 'unknown',
  vision: 'unknown',
  json: 'unknown',
  qualityLike: '',
  buckets: [],
};

/** What was saved, to be changed. */
export function draftOf(provider: string, model: FormModel): OwnModelDraft {
  const text = (value: number | null) => (value === null ? '' : String(value));
  const known = (value: boolean | null | undefined): Known => (value == null ? 'unknown' : value ? 'yes' : 'no');
  return {
    ...EMPTY_OWN_MODEL,
    provider,
    id: model.id,
    upstreamId: model.upstream_id ?? '',
    context: text(model.context_tokens),
    input: text(model.input_usd_per_mtok),
    output: text(model.output_usd_per_mtok),
    tools: known(model.tools),
    vision: known(model.vision),
    json: known(model.json_schema),
    qualityLike: model.quality_like ?? '',
    buckets: model.buckets ?? [],
  };
}

/** A sentence for one field; the name is the contract's, such as `model.id`. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** The draft as the host takes it, or what of it is no number: the host says everything else. */
export function saveInput(draft: OwnModelDraft, replaces: SaveInput['replaces']): SaveInput | FieldProblem {
  const numbers = { context_tokens: draft.context, input_usd_per_mtok: draft.input, output_usd_per_mtok: draft.output };
  const parsed: Record<keyof typeof numbers, number | null> = {
    context_tokens: null,
    input_usd_per_mtok: null,
    output_usd_per_mtok: null,
  };
  for (const [field, text] of Object.entries(numbers) as [keyof typeof numbers, string][]) {
    const plain = text.replaceAll(',', '').trim();
    if (plain === '') continue;
    const value = Number(plain);
    if (!Number.isFinite(value)) return { field: `model.${field}`, message: `“${text}” is no number` };
    parsed[field] = value;
  }
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
  const known = (value: Known) => (value === 'unknown' ? null : value === 'yes');
  const isNew = draft.provider === NEW_PROVIDER;
  return {
    provider: isNew ? draft.newName.trim() : draft.provider,
    new_provider: isNew
      ? { base_url: draft.baseUrl.trim(), dialect: draft.dialect, requires_key: draft.requiresKey }
      : null,
    model: {
      id: draft.id.trim(),
      upstream_id: orNull(draft.upstreamId),
      ...parsed,
      tools: known(draft.tools),
      vision: known(draft.vision),
      json_schema: known(draft.json),
      quality_like: orNull(draft.qualityLike),
      buckets: [...draft.buckets],
    },
    replaces,
  };
}

/** The host names the field before what is wrong with it. */
export function fieldProblem(message: string): FieldProblem {
  const found = /^models\.save: ([a-z_.0-9]+): (.+)$/s.exec(message);
  return found === null ? { field: '', message } : { field: found[1] ?? '', message: found[2] ?? message };
}
