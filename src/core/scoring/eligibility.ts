import type { AuthInfo } from '../auth/auth-adapter.ts';
import type { RouterConfig } from '../router.ts';
import type { RoutingTarget } from './routing-targets.ts';

/** Name of the built-in provider that stands in before there is a key. */
export const SIMULATOR = 'simulator';

/** What a request needs of a model. */
export interface RequestNeeds {
  readonly requestTokens: number;
  readonly tools: boolean;
  readonly images: boolean;
  readonly json: boolean;
}

/** The provider to call, or why there is none. */
export type ProviderChoice = { readonly provider: string } | { readonly reason: string };

/**
 * Picks the provider for a target: the first of its offers that has a stored credential or that the caller's own
 * credential is for; else the simulator while it is active. Claude is never simulated and never called without an
 * Anthropic credential or a provider that resells it.
 */
export function chooseProvider(target: RoutingTarget, config: RouterConfig, auth: AuthInfo | null): ProviderChoice {
  for (const provider of target.providers) {
    if (config.configuredProviders.has(provider)) return { provider };
    if (auth !== null && auth.provider === provider) return { provider };
  }
  if (target.author === 'anthropic') return { reason: 'no Anthropic credential' };
  if (config.simulatorActive) return { provider: SIMULATOR };
  return { reason: `no key for ${target.providers.join(' or ')}` };
}

/** Why a model cannot take a request, with the numbers; null when it can. */
export function misfit({ facts }: RoutingTarget, needs: RequestNeeds): string | null {
  if (needs.requestTokens > facts.contextTokens) {
    return `context ${facts.contextTokens} < ${needs.requestTokens} tokens`;
  }
  if (needs.tools && !facts.tools) return 'does not take tools';
  if (needs.images && !facts.vision) return 'does not take images';
  if (needs.json && !facts.json) return 'does not answer in JSON schema';
  return null;
}
