import { HeimdallError, promptRequest } from '../../core/index.ts';
import type { Decision } from '../../shared/decision.ts';
import { type CommandRoutingOptions, openForCommand } from './open-for-command.ts';

export interface RoutePromptOptions extends CommandRoutingOptions {
  readonly prompt: string;
  /** 0..1, instead of the configured one. */
  readonly alpha?: number;
  /** What the request asks for; `heimdall/auto` by default. */
  readonly model?: string;
}

/** A decision with the sentence that says why. */
export interface RoutedPrompt {
  readonly decision: Decision;
  readonly summary: string;
}

/**
 * Decides where one prompt would go, with the user's configuration. Calls no model and writes nothing.
 *
 * @throws {HeimdallError} what `openRouting` and `Router.decide` throw; `request_invalid` for an empty prompt.
 */
export async function routePrompt(options: RoutePromptOptions): Promise<RoutedPrompt> {
  const { prompt, alpha } = options;
  if (prompt.trim() === '') throw new HeimdallError('request_invalid', 'The prompt is empty.');
  const routing = await openForCommand(options);
  const router = routing.router();
  const request = promptRequest(prompt, options.model);
  const { decision } = await router.decide(request, {}, alpha === undefined ? {} : { alpha });
  return { decision, summary: router.explain(decision, prompt).summary };
}
