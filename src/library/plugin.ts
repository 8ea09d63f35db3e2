/**
 * `heimdall/plugin`: the types of what a module in `plugins` exports.
 *
 * @packageDocumentation
 */
// Not through the door of the core: a plugin's module would load all of the router with it.

export type {
  AuthAdapter,
  AuthInfo,
  AuthProblem,
  AuthTarget,
  ChatMessage,
  ChatRequest,
  CustomFeature,
  Extension,
  ExtensionExport,
  HookAnswer,
  MaybePromise,
  PenaltyContext,
  PreHookContext,
  PreHookResult,
  RequestHeaders,
  Role,
  RoutingOverrides,
} from '../core/index.ts';
export { definePlugin } from '../core/plugin/extension.ts';
export type { Decision, Outcome } from '../shared/decision.ts';
