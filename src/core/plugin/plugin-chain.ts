import type { Decision, Outcome } from '../../shared/decision.ts';
import { HeimdallError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import type { MaybePromise } from '../types.ts';
import type { HookAnswer, PenaltyContext, Plugin, PreHookContext, PreHookResult } from './plugin.ts';

/** What the PreHooks made of a request. */
export interface PreHookOutcome {
  readonly overrides: RoutingOverrides;
  readonly notes: readonly string[];
  /** The answer that a hook had, and its name. */
  readonly answer?: HookAnswer & { readonly plugin: string };
}

/** Settles with the promise, or with undefined after `ms`. */
export type Deadline = <T>(promise: Promise<T>, ms: number) => Promise<T | undefined>;

/** Runs plugins in order and keeps their failures to themselves. */
export interface PluginChain {
  readonly hasPreHooks: boolean;
  readonly hasPenalties: boolean;
  /**
   * @param budgetMs Milliseconds that each hook may take.
   * @throws {HeimdallError} `request_denied` when a hook denies.
   */
  runPreHooks(context: PreHookContext, budgetMs: number): MaybePromise<PreHookOutcome>;
  /** @param budgetMs Milliseconds that each hook may take. */
  runPostHooks(decision: Decision, outcome: Outcome, budgetMs: number): Promise<void>;
  customFeatures(request: ChatRequest, prompt: string, notes: string[]): Record<string, number>;
  penalty(context: PenaltyContext, notes: string[]): number;
}

/** @param deadline Without one hooks may take as long as they like. */
export function createPluginChain(plugins: readonly Plugin[], logger: Logger, deadline?: Deadline): PluginChain {
  const preHooks = plugins.filter((plugin) => plugin.preHook !== undefined);
  const penalties = plugins.filter((plugin) => plugin.penalty !== undefined);

  function failed(plugin: Plugin, part: string, error: unknown, notes?: string[]): void {
    // The class only: a plugin's message may quote the prompt.
    const kind = error instanceof Error ? error.name : typeof error;
    logger.warn('plugin failed', { plugin: plugin.name, part, error: kind });
    notes?.push(`plugin ${plugin.name}: ${part} failed and was skipped`);
  }

  /** What a hook said; undefined when it failed or took too long, which is then noted. */
  async function within<T>(
    plugin: Plugin,
    part: string,
    budgetMs: number,
    run: () => MaybePromise<T>,
    notes?: string[],
  ): Promise<T | undefined> {
    try {
      const running = run();
      if (!isThenable(running)) return running;
      const said = Promise.resolve(running).then((value) => ({ value }));
      const settled = await (deadline === undefined ? said : deadline(said, budgetMs));
      if (settled !== undefined) return settled.value;
      logger.warn('plugin is too slow', { plugin: plugin.name, part, budget_ms: budgetMs });
      notes?.push(`plugin ${plugin.name}: ${part} took longer than ${budgetMs} ms and was skipped`);
    } catch (error) {
      failed(plugin, part, error, notes);
    }
    return undefined;
  }

  async function runPreHooks(context: PreHookContext, budgetMs: number): Promise<PreHookOutcome> {
    let { overrides } = context;
    const notes: string[] = [];
    for (const plugin of preHooks) {
      const ask = () => plugin.preHook?.({ ...context, overrides });
      const result: PreHookResult = await within(plugin, 'preHook', budgetMs, ask, notes);
      if (result === undefined) continue;
      if ('deny' in result) {
        throw new HeimdallError('request_denied', `Denied by ${plugin.name}: ${result.deny}`);
      }
      if ('answer' in result) {
        notes.push(`plugin ${plugin.name}: answered`);
        return { overrides, notes, answer: { ...result.answer, plugin: plugin.name } };
      }
      overrides = { ...overrides, ...result.overrides };
      if (result.note !== undefined) notes.push(`plugin ${plugin.name}: ${result.note}`);
    }
    return { overrides, notes };
  }

  return {
    hasPreHooks: preHooks.length > 0,
    hasPenalties: penalties.length > 0,
    runPreHooks: (context, budgetMs) =>
      preHooks.length === 0 ? { overrides: context.overrides, notes: [] } : runPreHooks(context, budgetMs),
    async runPostHooks(decision, outcome, budgetMs) {
      for (const plugin of plugins) {
        if (plugin.postHook === undefined) continue;
        await within(plugin, 'postHook', budgetMs, () => plugin.postHook?.(decision, outcome));
      }
    },
    customFeatures(request, prompt, notes) {
      const values: Record<string, number> = {};
      for (const plugin of plugins) {
        for (const feature of plugin.features ?? []) {
          try {
            const value = feature.extract(request, prompt);
            if (Number.isFinite(value)) values[feature.name] = value;
            else failed(plugin, `feature ${feature.name}`, new RangeError('not finite'), notes);
          } catch (error) {
            failed(plugin, `feature ${feature.name}`, error, notes);
          }
        }
      }
      return values;
    },
    penalty(context, notes) {
      let sum = 0;
      for (const plugin of penalties) {
        try {
          const value = plugin.penalty?.(context) ?? 0;
          if (Number.isFinite(value)) sum += value;
          else failed(plugin, 'penalty', new RangeError('not finite'), notes);
        } catch (error) {
          failed(plugin, 'penalty', error, notes);
        }
      }
      return sum;
    },
  };
}

/** Plugins may bring promises of their own kind. */
function isThenable<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
