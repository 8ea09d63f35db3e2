import { type Bucket, bucketSchema, type Effort, effortSchema } from '../../shared/decision.ts';

/** What a model name asks for. */
export type ModelIntent =
  | { readonly mode: 'auto' }
  | { readonly mode: 'bucket'; readonly bucket: Bucket }
  | { readonly mode: 'explicit'; readonly model: string; readonly effort: Effort | null };

const PREFIX = 'heimdall/';

/** The model names that mean "choose for me". */
export const VIRTUAL_MODELS = ['heimdall/auto', 'heimdall/cheap', 'heimdall/mid', 'heimdall/hard'] as const;

/**
 * Reads a model name: `heimdall/auto` (or `auto`), `heimdall/cheap|mid|hard`, or an explicit model with an optional
 * effort behind `@`, as in `openai/gpt-5.4@high`.
 */
export function parseModelIntent(name: string): ModelIntent {
  if (name === 'auto' || name === `${PREFIX}auto`) return { mode: 'auto' };
  if (name.startsWith(PREFIX)) {
    const bucket = bucketSchema.safeParse(name.slice(PREFIX.length));
    if (bucket.success) return { mode: 'bucket', bucket: bucket.data };
  }
  const at = name.lastIndexOf('@');
  if (at > 0) {
    const effort = effortSchema.safeParse(name.slice(at + 1));
    if (effort.success) return { mode: 'explicit', model: name.slice(0, at), effort: effort.data };
  }
  return { mode: 'explicit', model: name, effort: null };
}
