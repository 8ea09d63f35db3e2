/** Reads a fixture of this folder: bodies and streams as they are on the wire. */
import { readFileSync } from 'node:fs';
import type { CanonicalRequest } from '../../canonical.ts';
import type { RenderTarget } from '../../dialect.ts';

export function fixtureText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(fixtureText(name));
}

/** A target with nothing special about it. */
export function targetOf(upstreamId: string, over: Partial<RenderTarget> = {}): RenderTarget {
  return {
    upstreamId,
    effort: null,
    chosenByUs: true,
    maxOutputTokens: null,
    thinkingBudget: null,
    efforts: null,
    ...over,
  };
}

/** A canonical request that asks for nothing but an answer to "hi". */
export function canonicalOf(over: Partial<CanonicalRequest> = {}): CanonicalRequest {
  return {
    model: 'heimdall/auto',
    system: [],
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
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
    ...over,
  };
}
