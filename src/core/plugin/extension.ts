import type { AuthAdapter } from '../auth/auth-adapter.ts';
import type { Plugin } from './plugin.ts';

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

/**
 * Gives a plugin its types where it is written, and nothing else: what it gets is what it returns.
 *
 * @example
 * export default definePlugin({
 *   name: 'short-prompts',
 *   preHook: ({ request }) => (request.messages.length > 50 ? { deny: 'Start a new conversation.' } : undefined),
 * });
 */
export function definePlugin<Defined extends Extension>(plugin: Defined): Defined;
/**
 * The same for a plugin that takes options.
 *
 * @typeParam Options What the settings may say under `options`; unchecked, because they come from a file.
 */
export function definePlugin<Options>(
  make: (options: Options) => Extension | Promise<Extension>,
): (options: Options) => Extension | Promise<Extension>;
export function definePlugin(plugin: ExtensionExport): ExtensionExport {
  return plugin;
}
