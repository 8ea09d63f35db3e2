import type { Decision, Outcome } from '../../shared/decision.ts';
import type { AuthInfo } from '../auth/auth-adapter.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import type { MaybePromise } from '../types.ts';

/** What a PreHook sees, before anything is computed. */
export interface PreHookContext {
  /** With the text of all messages. */
  readonly request: ChatRequest;
  /** What headers and the hooks before asked for. */
  readonly overrides: RoutingOverrides;
  /** Class and provider of the credential; a hook never gets the token. */
  readonly auth: Pick<AuthInfo, 'adapter' | 'type' | 'provider'> | null;
}

/** An answer that needs no model: from a cache, or a rule. */
export interface HookAnswer {
  /** The whole answer. */
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
  /** As decisions record it, under `features.custom`. */
  readonly name: string;
  /**
   * @param prompt The text that is classified: the last user turn.
   * @returns A finite number.
   */
  extract(request: ChatRequest, prompt: string): number;
}

/** A candidate as a penalty sees it. */
export interface PenaltyContext {
  /** Catalog id. */
  readonly model: string;
  /** Who would be called. */
  readonly provider: string | null;
  /** Estimated tokens of the whole request. */
  readonly requestTokens: number;
  /** What the features of all plugins said of the request, by name. */
  readonly customFeatures: Readonly<Record<string, number>>;
}

/**
 * An extension of the router. A part that throws, or a hook that takes longer than `hook_timeout`, never fails a request:
 * it is skipped and the decision says so. Only a PreHook that says `deny` stops one.
 */
export interface Plugin {
  /** Up to 64 letters, digits, dots, dashes and underscores: notes and logs call it by this. */
  readonly name: string;
  /** Before anything is computed: may refuse, answer or steer the request. */
  preHook?(context: PreHookContext): MaybePromise<PreHookResult>;
  /**
   * After the answer ended, whatever became of it: the outcome has the attempts, tokens, cost and times. The client does
   * not wait for it.
   */
  postHook?(decision: Decision, outcome: Outcome): MaybePromise<void>;
  /** Numbers of its own, for the record and for penalties. */
  readonly features?: readonly CustomFeature[];
  /** Subtracted from a candidate's score; not finite counts as a failure. */
  penalty?(context: PenaltyContext): number;
}
