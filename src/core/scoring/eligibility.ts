import { type AuthInfo, type AuthProblem, isUsableAt } from '../auth/auth-adapter.ts';
import type { ModelPrice } from '../catalog/request-cost.ts';
import type { RouterConfig } from '../router.ts';
import type { RoutingTarget, TargetOffer } from './routing-targets.ts';

/** Name of the built-in provider that stands in before there is a key. */
export const SIMULATOR = 'simulator';

/** What a request needs of a model. */
export interface RequestNeeds {
  readonly requestTokens: number;
  readonly tools: boolean;
  readonly images: boolean;
  readonly json: boolean;
}

/** The provider to call and what it charges, or why there is none. */
export type ProviderChoice =
  | { readonly provider: string; readonly price: ModelPrice | null }
  | { readonly reason: string };

/** Why a model that was switched off is not chosen. */
export const DISABLED = 'disabled';
const OPENROUTER = 'openrouter';

/**
 * Picks the provider for a target: the first of its offers that has a stored credential or that the caller's own
 * credential is for; else the simulator while it is active. Claude is never simulated and never called without an
 * Anthropic credential or a provider that resells it.
 *
 * @param named The request asked for this model: then what it costs, and whether its provider still lists it, is the
 *   caller's business.
 */
export function chooseProvider(
  target: RoutingTarget,
  config: RouterConfig,
  auth: AuthInfo | null,
  named = false,
): ProviderChoice {
  if (target.disabled) return { reason: DISABLED };
  let passedOver: string | null = null;
  for (const offer of target.offers) {
    const { provider, price } = offer;
    const reason = named ? null : whyNot(offer, target.author, config);
    if (reason !== null) {
      if (offer.gone !== null || config.configuredProviders.has(provider)) passedOver ??= reason;
      continue;
    }
    if (config.configuredProviders.has(provider)) return { provider, price };
    if (isUsableAt(auth, provider)) return { provider, price };
  }
  const problem = problemAt(target, auth);
  if (problem !== null && (target.author === 'anthropic' || !config.simulatorActive)) {
    return { reason: problem.message };
  }
  if (passedOver !== null) return { reason: passedOver };
  if (target.author === 'anthropic') return { reason: 'no Anthropic credential' };
  if (config.simulatorActive) return { provider: SIMULATOR, price: target.price };
  return { reason: `no key for ${providersOf(target)}` };
}

/** `openai or openrouter` */
export function providersOf({ offers }: RoutingTarget): string {
  return offers.map(({ provider }) => provider).join(' or ');
}

/** Why an offer is not taken when the choice is Heimdall's; null when it may be. */
function whyNot({ provider, price, gone }: TargetOffer, author: string, config: RouterConfig): string | null {
  if (gone !== null) return `no longer listed by ${provider} since ${gone}`;
  if (provider !== OPENROUTER) return null;
  const { exclude_authors, max_price } = config.settings.router.openrouter;
  if (exclude_authors.includes(author)) return `router.openrouter.exclude_authors has ${author}`;
  if (max_price === null || price === null) return null;
  const { prompt, completion } = max_price;
  const tooDear =
    (prompt !== undefined && price.inputUsdPerMtok > prompt) ||
    (completion !== undefined && price.outputUsdPerMtok > completion);
  return tooDear ? 'dearer at openrouter than router.openrouter.max_price' : null;
}

/** What keeps the caller's credential from being used for a target that it is for; null when nothing does. */
export function problemAt({ offers }: RoutingTarget, auth: AuthInfo | null): AuthProblem | null {
  if (auth?.problem === undefined) return null;
  return offers.some(({ provider }) => provider === auth.provider) ? auth.problem : null;
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
