import {
  type Artifact,
  createIdSource,
  createRouter,
  HeimdallError,
  type Logger,
  promptRequest,
  type QualityFeedback,
  type RouterConfig,
  type RoutingOverrides,
} from '../../core/index.ts';
import { secureRandom, systemClock } from '../../library/system-clock.ts';
import type { Decision } from '../../shared/decision.ts';
import { parseSettings } from '../../shared/settings-schema.ts';

/** `decide()` for measuring: the path that requests take, without caches, sessions and keys. */
export interface EvaluationRouter {
  /** Alpha of the settings. */
  readonly alpha: number;
  decide(prompt: string, overrides?: RoutingOverrides): Promise<Decision>;
  /** Window of a model of the catalog, in tokens; 0 where nobody knows. */
  contextOf(model: string): number;
}

export interface EvaluationOptions {
  /** Settings that differ from the defaults, as in heimdall.yaml. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Instead of no provider and the simulator in front of all of them. */
  readonly config?: Partial<RouterConfig>;
  readonly feedback?: QualityFeedback;
}

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Nobody is called, so no key is needed: every candidate counts as simulated. */
export function createEvaluationRouter(artifact: Artifact, options: EvaluationOptions = {}): EvaluationRouter {
  const parsed = parseSettings({ enable_caching: false, ...options.settings });
  if (!parsed.ok) throw new HeimdallError('internal', 'The settings of the evaluation are not valid.');
  const config: RouterConfig = {
    settings: parsed.settings,
    revision: 'evaluation',
    configuredProviders: new Set(),
    simulatorActive: true,
    extraModels: new Map(),
    ...options.config,
  };
  const { feedback } = options;
  const router = createRouter({
    artifact,
    config: () => config,
    clock: systemClock,
    ids: createIdSource(systemClock, secureRandom),
    logger: quiet,
    embeddingCacheSize: 0,
    ...(feedback === undefined ? {} : { feedback: () => feedback }),
  });
  return {
    alpha: config.settings.router.alpha,
    decide: async (prompt, overrides) => (await router.decide(promptRequest(prompt), {}, overrides)).decision,
    contextOf: (model) => artifact.catalog.get(model)?.context_tokens ?? 0,
  };
}
