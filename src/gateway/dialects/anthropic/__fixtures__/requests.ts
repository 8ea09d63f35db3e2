/** Requests and targets that several tests of this folder share. */
import { readFileSync } from 'node:fs';
import type { CanonicalRequest } from '../../canonical.ts';
import type { ParsedRequest, RenderTarget } from '../../dialect.ts';
import { parseMessagesRequest } from '../parse-request.ts';

export function fixture(name: string): string {
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
}

export function parse(body: unknown): ParsedRequest {
  return parseMessagesRequest(new TextEncoder().encode(JSON.stringify(body)));
}

/** The least that is valid, with what the test is about. */
export function parseWith(fields: Record<string, unknown>): ParsedRequest {
  return parse({ model: 'heimdall/auto', max_tokens: 8192, messages: [{ role: 'user', content: 'Hi' }], ...fields });
}

export function canonical(fields: Partial<CanonicalRequest> = {}): CanonicalRequest {
  return {
    model: 'heimdall/auto',
    system: [],
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    tools: [],
    toolChoice: null,
    parallelToolCalls: null,
    maxOutputTokens: null,
    temperature: null,
    topP: null,
    topK: null,
    stop: [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    responseFormat: { type: 'text' },
    reasoning: null,
    logprobs: null,
    n: 1,
    user: null,
    stream: false,
    dropped: [],
    ...fields,
  };
}

/** A model that takes a thinking budget. */
export const BUDGET_TARGET: RenderTarget = {
  upstreamId: 'claude-sonnet-4-5',
  effort: null,
  chosenByUs: false,
  maxOutputTokens: 64_000,
  thinkingBudget: { min: 1024, max: 63_999 },
  efforts: ['low', 'medium', 'high'],
};

/** A model that takes efforts, and neither budgets nor sampling settings. */
export const ADAPTIVE_TARGET: RenderTarget = {
  upstreamId: 'claude-opus-4-8',
  effort: null,
  chosenByUs: false,
  maxOutputTokens: 128_000,
  thinkingBudget: null,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
};
