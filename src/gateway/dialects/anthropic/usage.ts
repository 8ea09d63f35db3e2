/** Usage and stop reasons between the wire and the canonical form. */
import type { CanonicalUsage, FinishReason } from '../canonical.ts';
import { isObject, type WireObject } from './wire.ts';

/** Usage as the Messages API writes it; `input_tokens` leaves out what the prompt cache read or wrote. */
export interface WireUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_creation?: { readonly ephemeral_5m_input_tokens: number; readonly ephemeral_1h_input_tokens: number };
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
  readonly output_tokens_details?: { readonly thinking_tokens: number };
}

/** Reads a `usage` object; null when it is absent or not one. */
export function readUsageObject(value: unknown): CanonicalUsage | null {
  if (!isObject(value)) return null;
  const input = count(value.input_tokens);
  const output = count(value.output_tokens);
  if (input === null && output === null) return null;
  const cachedInput = count(value.cache_read_input_tokens);
  const cacheWrite = count(value.cache_creation_input_tokens);
  const lifetimes = value.cache_creation;
  const cacheWrite1h = isObject(lifetimes) ? count(lifetimes.ephemeral_1h_input_tokens) : null;
  const details = value.output_tokens_details;
  return {
    input: (input ?? 0) + (cachedInput ?? 0) + (cacheWrite ?? 0),
    output: output ?? 0,
    cachedInput,
    cacheWrite,
    ...(cacheWrite1h === null ? {} : { cacheWrite1h }),
    reasoning: isObject(details) ? count(details.thinking_tokens) : null,
  };
}

/** Later usage of a stream over earlier: counts are totals of the whole message, and what is left out stands. */
export function mergeUsage(earlier: WireObject, later: unknown): WireObject {
  if (!isObject(later)) return earlier;
  const merged: Record<string, unknown> = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    if (value !== null && value !== undefined) merged[name] = value;
  }
  return merged;
}

export function writeUsage(usage: CanonicalUsage): WireUsage {
  const cached = usage.cachedInput ?? 0;
  const written = usage.cacheWrite ?? 0;
  const hour = usage.cacheWrite1h ?? null;
  return {
    input_tokens: Math.max(0, usage.input - cached - written),
    cache_creation_input_tokens: written,
    ...(hour === null
      ? {}
      : { cache_creation: { ephemeral_5m_input_tokens: written - hour, ephemeral_1h_input_tokens: hour } }),
    cache_read_input_tokens: cached,
    output_tokens: usage.output,
    ...(usage.reasoning === null ? {} : { output_tokens_details: { thinking_tokens: usage.reasoning } }),
  };
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

const FINISH_REASONS: ReadonlyMap<unknown, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['pause_turn', 'pause'],
  ['refusal', 'refusal'],
]);

/** Reasons that are not known yet end the answer like any other. */
export function readStopReason(value: unknown): FinishReason {
  return FINISH_REASONS.get(value) ?? 'stop';
}

/** @param refused The answer has a refusal, which other APIs report without a finish reason of its own. */
export function writeStopReason(finish: FinishReason, stopSequence: string | null, refused: boolean): string {
  switch (finish) {
    case 'length':
      return 'max_tokens';
    case 'tool-calls':
      return 'tool_use';
    case 'content-filter':
    case 'refusal':
      return 'refusal';
    case 'pause':
      return 'pause_turn';
    case 'stop':
      if (refused) return 'refusal';
      return stopSequence === null ? 'end_turn' : 'stop_sequence';
  }
}
