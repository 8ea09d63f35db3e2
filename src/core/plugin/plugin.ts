import type { Decision, Outcome } from '../../shared/decision.ts';
import type { AuthInfo } from '../auth/auth-adapter.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import type { MaybePromise } from '../types.ts';

/** What a PreHook sees, before anything is computed. */
export interface PreHookContext {
  readonly request: ChatRequest;
  readonly overrides: RoutingOverrides;
  /** Class and provider of the credential; a hook never gets the token. */
  readonly auth: Pick<AuthInfo, 'adapter' | 'type' | 'provider'> | null;
}

/** An answer that needs no model: from a cache, or a rule. */
export interface HookAnswer {
  readonly text: string;
  /** What the caller is told answered; the name of the plugin when absent. */
  readonly model?: string;
}

/**
 * What a PreHook may say: refuse the request, answer it, or steer it. The first that refuses or answers is the last that
 * is asked. Saying nothing leaves the request alone.
 */
export type PreHookResult =
  | { readonly deny: string }
  | { readonly answer: HookAnswer }
  | { readonly overrides?: RoutingOverrides; readonly note?: string }
  | undefined;

/** A number that an extension computes for every request; recorded in the decision. */
export interface CustomFeature {
  readonly name: string;
  extract(request: ChatRequest, prompt: string): number;
}

/** A candidate as a penalty sees it. */
export interface PenaltyContext {
  readonly model: string;
  readonly provider: string | null;
  readonly requestTokens: number;
  readonly customFeatures: Readonly<Record<string, number>>;
}

/**
 * An extension of the router. A part that throws, or a hook that takes longer than `hook_timeout`, never fails a request:
 * it is skipped and the decision says so. Only a PreHook that says `deny` stops one.
 */
export interface Plugin {
  readonly name: string;
  preHook?(context: PreHookContext): MaybePromise<PreHookResult>;
  /**
   * After the answer ended, whatever became of it: the outcome has the attempts, tokens, cost and times. The client does
   * not wait for it.
   */
  postHook?(decision: Decision, outcome: Outcome): MaybePromise<void>;
  readonly features?: readonly CustomFeature[];
  /** Subtracted from a candidate's score; not finite counts as a failure. */
  penalty?(context: PenaltyContext): number;
}
