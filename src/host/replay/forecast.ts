import { HeimdallError, type Router, type RouterConfig, SIMULATOR } from '../../core/index.ts';
import { readRequest } from '../../gateway/gateway.ts';
import type { Forecast } from '../../shared/console/playground-contract.ts';
import type { Routing } from '../routing/routing.ts';
import { ofApp, type WholeRequest } from './ask-router.ts';

/** What would become of a request if it was sent now, and its tokens as the decision counts them. */
export type Forecaster = (
  request: WholeRequest,
  asking: { readonly model: string | null; readonly alpha: number | undefined; readonly app: string },
) => Promise<Forecast & { readonly tokens: number | null }>;

/**
 * Foresees decisions with a router of its own: it remembers nothing, so that what is typed leaves no trace in the cache of
 * decisions or its counts, and no plugin hears of it.
 */
export function createForecaster({ config, createRouter, router }: Routing): Forecaster {
  let derived: { readonly from: RouterConfig; readonly config: RouterConfig } | null = null;
  const withoutCache = (): RouterConfig => {
    const from = config.current().router;
    if (derived?.from !== from) {
      derived = { from, config: { ...from, settings: { ...from.settings, enable_caching: false } } };
    }
    return derived.config;
  };
  let made: { readonly beside: Router; readonly own: Router } | null = null;
  const own = (): Router => {
    // Another one is in force once the artifact or the embedder was changed.
    const beside = router();
    if (made?.beside !== beside) {
      made = { beside, own: createRouter({ config: withoutCache, latency: () => router().latency() }) };
    }
    return made.own;
  };
  return async ({ path, body }, { model, alpha, app }) => {
    const overrides = { ...(model === null ? {} : { model }), ...(alpha === undefined ? {} : { alpha }) };
    try {
      const { decision } = await own().decide(readRequest(path, body).request, {}, ofApp(overrides, app));
      const [choice] = decision.candidates;
      return {
        asked: model,
        target: { model: decision.model, effort: decision.effort, bucket: decision.bucket },
        cost_usd: choice?.cost_usd ?? null,
        simulated: decision.provider === SIMULATOR,
        problem: null,
        excluded: decision.excluded,
        tokens: decision.features.request_tokens,
      };
    } catch (error) {
      const { message } = HeimdallError.from(error);
      return {
        asked: model,
        target: null,
        cost_usd: null,
        simulated: false,
        problem: message,
        excluded: [],
        tokens: null,
      };
    }
  };
}
