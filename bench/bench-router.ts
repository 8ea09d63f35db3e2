/** The router that benchmarks measure: default settings, four providers with keys. */
import {
  type Artifact,
  createIdSource,
  createRouter,
  type Embedder,
  type Router,
  type RouterConfig,
} from '../src/core/index.ts';
import { systemClock } from '../src/library/system-clock.ts';
import { parseSettings } from '../src/shared/settings-schema.ts';

export const quietLogger = { debug() {}, info() {}, warn() {}, error() {} };

/** @param caching False: neither decisions nor embeddings are kept. */
export function benchRouter(
  artifact: Artifact,
  caching: boolean,
  { embedder, ...changes }: Partial<RouterConfig> & { readonly embedder?: Embedder | undefined } = {},
): Router {
  const parsed = parseSettings({ enable_caching: caching });
  if (!parsed.ok) throw new Error('the default settings are not valid');
  const inForce: RouterConfig = {
    settings: parsed.settings,
    revision: caching ? 'bench-cached' : 'bench-cold',
    configuredProviders: new Set(['openai', 'google', 'openrouter', 'deepseek']),
    simulatorActive: false,
    extraModels: new Map(),
    ...changes,
  };
  return createRouter({
    artifact,
    config: () => inForce,
    clock: systemClock,
    ids: createIdSource(systemClock, Math.random),
    logger: quietLogger,
    ...(caching ? {} : { embeddingCacheSize: 0 }),
    ...(embedder === undefined ? {} : { embedder }),
  });
}
