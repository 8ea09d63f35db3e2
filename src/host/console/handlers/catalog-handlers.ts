import { HeimdallError } from '../../../core/index.ts';
import { modelHealth } from '../../analytics/model-health.ts';
import { listOwnModels, removeOwnModel, saveOwnModel } from '../../catalog/own-models.ts';
import { switchModel } from '../../catalog/switch-model.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Models, prices, and where they are from. */
export function catalogHandlers(
  parts: ConsoleParts,
): Pick<
  Handlers,
  | 'catalog.list'
  | 'catalog.info'
  | 'catalog.refresh'
  | 'catalog.set_enabled'
  | 'models.own'
  | 'models.health'
  | 'models.save'
  | 'models.remove'
> {
  const { catalog } = parts.routing;
  const known = (name: string) => {
    const model = catalog.model(name);
    if (model === null) throw new HeimdallError('model_unknown', `Model "${name.slice(0, 120)}" is not known.`);
    return model;
  };
  return {
    'catalog.list': () => ({ models: catalog.models() }),
    'catalog.info': () => catalog.info(),
    'catalog.refresh': ({ accept }) => catalog.refresh(accept),
    'catalog.set_enabled': async ({ model, enabled }) => {
      await switchModel(catalog, model, enabled);
      return known(model);
    },
    'models.health': () => modelHealth(parts),
    'models.own': () => listOwnModels(parts),
    'models.save': async (input) => {
      await saveOwnModel(parts, input);
      return known(input.model.id);
    },
    'models.remove': async (place) => {
      await removeOwnModel(parts, place);
      return { removed: true };
    },
  };
}
