import { HeimdallError } from '../../../core/index.ts';
import { switchModel } from '../../catalog/switch-model.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Models, prices, and where they are from. */
export function catalogHandlers({
  routing,
}: ConsoleParts): Pick<Handlers, 'catalog.list' | 'catalog.info' | 'catalog.refresh' | 'catalog.set_enabled'> {
  const { catalog } = routing;
  return {
    'catalog.list': () => ({ models: catalog.models() }),
    'catalog.info': () => catalog.info(),
    'catalog.refresh': ({ accept }) => catalog.refresh(accept),
    'catalog.set_enabled': async ({ model, enabled }) => {
      await switchModel(catalog, model, enabled);
      const changed = catalog.model(model);
      if (changed === null) throw new HeimdallError('model_unknown', `Model "${model.slice(0, 120)}" is not known.`);
      return changed;
    },
  };
}
