/** Token counts: `usageMetadata`. */
import type { CanonicalUsage } from '../canonical.ts';
import { isObject, type JsonObject, read } from './fields.ts';

/** Reads a `usageMetadata`; null when it is absent or counts nothing. */
export function parseUsage(value: unknown): CanonicalUsage | null {
  if (!isObject(value)) return null;
  const prompt = count(value, 'promptTokenCount');
  if (prompt === null) return null;
  const reasoning = count(value, 'thoughtsTokenCount');
  return {
    // Results of Google's own tools are billed as input and not part of the prompt's count.
    input: prompt + (count(value, 'toolUsePromptTokenCount') ?? 0),
    output: (count(value, 'candidatesTokenCount') ?? 0) + (reasoning ?? 0),
    cachedInput: count(value, 'cachedContentTokenCount'),
    cacheWrite: null,
    reasoning,
  };
}

function count(object: JsonObject, name: string): number | null {
  const value = read(object, name);
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

/** The `usageMetadata` of an answer. Google counts thoughts beside the candidates, not among them. */
export function renderUsage(usage: CanonicalUsage): JsonObject {
  const thoughts = Math.min(usage.reasoning ?? 0, usage.output);
  return {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output - thoughts,
    ...(thoughts === 0 ? {} : { thoughtsTokenCount: thoughts }),
    ...(usage.cachedInput === null ? {} : { cachedContentTokenCount: usage.cachedInput }),
    totalTokenCount: usage.input + usage.output,
  };
}
