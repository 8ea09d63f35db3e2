import type { RouterConfig } from '../../core/index.ts';
import type { GatewayCatalog } from '../../gateway/gateway.ts';
import { createGatewayCatalog } from './gateway-catalog.ts';
import type { Routing } from './routing.ts';

/** The catalog, made again only when the configuration changed. */
export function currentCatalog(routing: Pick<Routing, 'config' | 'artifact'>): () => GatewayCatalog {
  const { config } = routing;
  const build = ({ catalog = routing.artifact.catalog, extraModels, disabledModels }: RouterConfig) =>
    createGatewayCatalog({
      catalog,
      extra: extraModels,
      created: routing.artifact.manifest.created,
      ...(disabledModels === undefined ? {} : { disabled: disabledModels }),
    });
  let inForce = config.current().router;
  let catalog = build(inForce);
  return () => {
    const { router } = config.current();
    if (router !== inForce) {
      inForce = router;
      catalog = build(router);
    }
    return catalog;
  };
}
