import { HeimdallError } from '../../core/index.ts';
import type { CatalogInfo, CatalogModelView } from '../../shared/catalog.ts';
import { type CommandRoutingOptions, openForCommand } from '../routing/open-for-command.ts';

export interface ListModelsOptions extends CommandRoutingOptions {
  /** Read the sources and servers first. Without it nobody is called. */
  readonly refresh: boolean;
  /** Believe what would be doubted. */
  readonly accept: boolean;
  /** One model by any of its names; all without it. */
  readonly id?: string;
}

/**
 * What the catalog holds, with the user's configuration.
 *
 * @returns `problems`: sources that could not be read, a sentence each.
 * @throws {HeimdallError} what `openRouting` throws; `model_unknown`.
 */
export async function listModels(
  options: ListModelsOptions,
): Promise<{ models: CatalogModelView[]; info: CatalogInfo; problems: string[] }> {
  const { id } = options;
  // What a source says is told in `problems`.
  const { catalog } = await openForCommand(options, 'error');
  if (options.refresh) await catalog.refresh(options.accept);
  const info = catalog.info();
  const failed = [
    ...info.sources.map(({ name, error }) => ({ name, error })),
    ...info.servers.map(({ provider, error }) => ({ name: provider, error })),
  ].filter(({ error }) => error !== null);
  // A notice that only repeats a failure with the age of what is known says nothing new here.
  const others = info.notices.filter((notice) => !failed.some(({ error }) => error !== null && notice.endsWith(error)));
  const problems = [...failed.map(({ name, error }) => `${name}: ${error}`), ...others];
  catalog.close();
  if (id === undefined) return { models: catalog.models(), info, problems };
  const model = catalog.model(id);
  if (model === null) throw new HeimdallError('model_unknown', `Model "${id.slice(0, 120)}" is not known.`);
  return { models: [model], info, problems };
}
