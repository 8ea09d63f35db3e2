import type { Decision, Outcome } from '../../shared/decision.ts';
import { HeimdallError } from '../errors.ts';
import type { Logger } from '../ports.ts';
import type { ChatRequest, RoutingOverrides } from '../request/chat-request.ts';
import type { MaybePromise } from '../types.ts';
import type { PenaltyContext, Plugin, PreHookContext, PreHookResult } from './plugin.ts';

/** What the PreHooks made of a request. */
export interface PreHookOutcome {
  readonly overrides: RoutingOverrides;
  readonly notes: readonly string[];
}

/** Runs plugins in order and keeps their failures to themselves. */
export interface PluginChain {
  readonly hasPreHooks: boolean;
  readonly hasPenalties: boolean;
  /** @throws {HeimdallError} `request_denied` when a hook denies. */
  runPreHooks(context: PreHookContext): MaybePromise<PreHookOutcome>;
  runPostHooks(decision: Decision, outcome: Outcome): Promise<void>;
  customFeatures(request: ChatRequest, prompt: string, notes: string[]): Record<string, number>;
  penalty(context: PenaltyContext, notes: string[]): number;
}

export function createPluginChain(plugins: readonly Plugin[], logger: Logger): PluginChain {
  const preHooks = plugins.filter((plugin) => plugin.preHook !== undefined);
  const penalties = plugins.filter((plugin) => plugin.penalty !== undefined);

  function failed(plugin: Plugin, part: string, error: unknown, notes?: string[]): void {
    // The class only: a plugin's message may quote the prompt.
    const kind = error instanceof Error ? error.name : typeof error;
    logger.warn('plugin failed', { plugin: plugin.name, part, error: kind });
    notes?.push(`plugin ${plugin.name}: ${part} failed and was skipped`);
  }

  async function runPreHooks(context: PreHookContext): Promise<PreHookOutcome> {
    let { overrides } = context;
    const notes: string[] = [];
    for (const plugin of preHooks) {
      let result: PreHookResult;
      try {
        result = await plugin.preHook?.({ ...context, overrides });
      } catch (error) {
        failed(plugin, 'preHook', error, notes);
        continue;
      }
      if (result === undefined) continue;
      if ('deny' in result) {
        throw new HeimdallError('request_denied', `Denied by ${plugin.name}: ${result.deny}`);
      }
      overrides = { ...overrides, ...result.overrides };
      if (result.note !== undefined) notes.push(`plugin ${plugin.name}: ${result.note}`);
    }
    return { overrides, notes };
  }

  return {
    hasPreHooks: preHooks.length > 0,
    hasPenalties: penalties.length > 0,
    runPreHooks: (context) =>
      preHooks.length === 0 ? { overrides: context.overrides, notes: [] } : runPreHooks(context),
    async runPostHooks(decision, outcome) {
      for (const plugin of plugins) {
        try {
          await plugin.postHook?.(decision, outcome);
        } catch (error) {
          failed(plugin, 'postHook', error);
        }
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
