import { HeimdallError, whyQuality } from '../../core/index.ts';
import type { Effort } from '../../shared/decision.ts';
import type { ModelEvidence } from '../../shared/model-evidence.ts';
import { type CommandRoutingOptions, openForCommand } from '../routing/open-for-command.ts';

export interface WhyModelOptions extends CommandRoutingOptions {
  /** A model by any of its names. */
  readonly id: string;
  /** Null is the vendor's default. */
  readonly effort: Effort | null;
  /** Only this cluster; all without it. */
  readonly cluster?: number;
}

/**
 * Where the numbers of a model come from, of the artifact that the user's configuration has in force.
 *
 * @throws {HeimdallError} what `openRouting` throws; `model_unknown`; `not_found` without a score, level or cluster.
 */
export async function whyModel(options: WhyModelOptions): Promise<ModelEvidence> {
  const { id, effort, cluster } = options;
  const { artifact, catalog } = await openForCommand(options, 'error');
  catalog.close();
  const model = catalog.model(id);
  if (model === null) throw new HeimdallError('model_unknown', `Model "${id.slice(0, 120)}" is not known.`);
  const evidence = whyQuality(artifact, model.id, effort);
  if (cluster === undefined) return evidence;
  const clusters = evidence.clusters.filter((cell) => cell.id === cluster);
  if (clusters.length > 0) return { ...evidence, clusters };
  throw new HeimdallError(
    'not_found',
    `There is no cluster ${cluster}; they are 0 to ${evidence.clusters.length - 1}.`,
  );
}
