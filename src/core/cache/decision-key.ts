import type { DecisionAuth } from '../../shared/decision.ts';
import type { ChatRequest } from '../request/chat-request.ts';
import { textHash } from './text-hash.ts';

/** The ends of a prompt that features read; what lies between changes a decision through its length alone. */
const HEAD_UNITS = 6_144;
const TAIL_UNITS = 4_096;

export interface DecisionKeyParts {
  readonly request: ChatRequest;
  readonly prompt: string;
  /** Estimated tokens of the request; stands for every message but the prompt. */
  readonly requestTokens: number;
  readonly images: number;
  readonly alpha: number;
  readonly bucketOverride: string | undefined;
  readonly modelOverride: string | undefined;
  readonly auth: DecisionAuth;
  readonly artifactVersion: string;
  readonly configRevision: string;
  /** What of the session's state the decision depends on; empty for most. */
  readonly session: string;
}

/**
 * Key of a decision: everything that it is a function of, and nothing else. Two requests with the same key get the
 * same decision; the credential enters by class, provider and what is wrong with it.
 */
export function decisionKey(parts: DecisionKeyParts): string {
  const { request, prompt, auth } = parts;
  const sample =
    prompt.length <= HEAD_UNITS + TAIL_UNITS ? prompt : prompt.slice(0, HEAD_UNITS) + prompt.slice(-TAIL_UNITS);
  // The free texts come last and behind marks that names cannot hold, so that no two requests spell the same.
  const rest =
    `${prompt.length}|${parts.requestTokens}|${request.messages.length}|${request.tools}|${request.toolsChars}|` +
    `${parts.images}|${request.jsonMode ? 1 : 0}|${request.maxOutputTokens ?? ''}|${parts.alpha}|` +
    `${parts.bucketOverride ?? ''}|${auth.credential_class}|${auth.provider ?? ''}|${parts.artifactVersion}|` +
    `${parts.configRevision}\u0000${auth.unused_because ?? ''}\u0000` +
    `${parts.session}\u0000${parts.modelOverride ?? ''}\u0000${request.model}`;
  return textHash(sample, rest);
}
