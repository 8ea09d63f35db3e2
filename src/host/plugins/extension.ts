/**
 * What a module in `plugins` exports, and all that such a module needs to import: `import type { Extension } from
 * 'heimdall/plugin'`.
 */
import type { AuthAdapter, Plugin } from '../../core/index.ts';

export type {
  AuthAdapter,
  AuthInfo,
  AuthTarget,
  ChatRequest,
  CustomFeature,
  HookAnswer,
  PenaltyContext,
  Plugin,
  PreHookContext,
  PreHookResult,
  RequestHeaders,
  RoutingOverrides,
} from '../../core/index.ts';
export type { Decision, Outcome } from '../../shared/decision.ts';

/** Hooks, features and penalties of a plugin, and auth adapters beside them. */
export interface Extension extends Plugin {
  /** Asked in the order of `auth_adapters.enabled`, which has to name them. */
  readonly authAdapters?: readonly AuthAdapter[];
}

/**
 * The default export of a module: the extension itself, or what makes it from the `options` that the settings have for it.
 *
 * @typeParam Options Whatever the module takes; it checks them itself, and what it throws is shown to the user.
 */
export type ExtensionExport<Options = unknown> = Extension | ((options: Options) => Extension | Promise<Extension>);
