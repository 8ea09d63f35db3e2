import type { BreakpointFilter } from '../../../shared/console/breakpoint-contract.ts';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';

/**
 * Reads what to break on: `bucket:hard`, `model:gpt-5`, `app:codex`, and bare words as part of the prompt. All must fit;
 * `*` alone fits every request.
 *
 * @returns the filter, or what is wrong with the text.
 */
export function parseBreakOn(text: string): BreakpointFilter | string {
  const words: string[] = [];
  const given: Record<string, string> = {};
  for (const word of text.trim().split(/\s+/)) {
    const [, field, value] = /^(bucket|model|app):(.*)$/i.exec(word) ?? [];
    if (field === undefined) words.push(word);
    else if (value === undefined || value === '') return `${field}: needs a value.`;
    else given[field.toLowerCase()] = value;
  }
  const bucket = given.bucket?.toLowerCase();
  if (bucket !== undefined && !BUCKETS.includes(bucket as Bucket)) return `bucket: is one of ${BUCKETS.join(', ')}.`;
  return {
    bucket: (bucket as Bucket | undefined) ?? null,
    model: given.model ?? null,
    app: given.app ?? null,
    text: words.join(' ').replace(/^\*$/, '') || null,
  };
}

/** The filter as it would be typed: `bucket:hard app:codex`; `every request` when it has no parts. */
export function describeBreakOn({ bucket, model, app, text }: BreakpointFilter): string {
  const parts = [
    bucket === null ? null : `bucket:${bucket}`,
    model === null ? null : `model:${model}`,
    app === null ? null : `app:${app}`,
    text,
  ];
  return parts.filter((part) => part !== null).join(' ') || 'every request';
}
