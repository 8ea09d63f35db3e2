import type { Clock } from '../../core/index.ts';
import type { ArtifactName } from '../../shared/console/artifact-contract.ts';
import type { ConfigChange, ConfigStore } from '../config/config-store.ts';
import type { Routing } from '../routing/routing.ts';
import type { ProfilesChange, TuningHistory, TuningValues } from './tuning-history.ts';

export interface TuningParts {
  readonly config: ConfigStore;
  readonly routing: Pick<Routing, 'artifacts'>;
  readonly history: TuningHistory;
  readonly clock: Clock;
}

export type TuningInForce = TuningValues & { readonly artifact: ArtifactName };

/** Values as they are in force. */
export function tuningValues({ config, routing }: Pick<TuningParts, 'config' | 'routing'>): TuningInForce {
  const { alpha, thresholds, penalties } = config.current().settings.router;
  return { alpha, thresholds, penalties, artifact: routing.artifacts.inForce };
}

/** What can be changed at once. */
export interface TuningChanges extends Partial<Omit<TuningValues, 'artifact'>> {
  /** Of the artifact to put in force, null for the bundled one; absent leaves the one that is. */
  readonly folder?: string | null | undefined;
  readonly profiles?: ProfilesChange | undefined;
}

/**
 * Writes values into the configuration file, puts them in force, and notes them in the history.
 *
 * @param label What was done, in words.
 * @throws {HeimdallError} `config_*`, `artifact_*`; nothing is changed then.
 */
export async function applyTuning(
  parts: TuningParts,
  changes: TuningChanges,
  label: (after: TuningInForce) => string,
): Promise<void> {
  const { profiles } = changes;
  const before = tuningValues(parts);
  await write(parts, changes);
  const after = tuningValues(parts);
  const entry = { ...after, ...(profiles === undefined ? {} : { profiles }) };
  await parts.history.changed(before, entry, label(after), parts.clock.now());
}

/**
 * Goes one change back (-1) or on (1).
 *
 * @throws {HeimdallError} `unavailable` when there is none; else as `applyTuning`.
 */
export async function stepTuning(parts: TuningParts, by: -1 | 1): Promise<void> {
  const { artifact, ...values } = parts.history.neighbour(by);
  const inForce = parts.routing.artifacts.inForce;
  const folder = artifact === undefined || artifact.folder === inForce.folder ? undefined : artifact.folder;
  await write(parts, { ...values, folder });
  await parts.history.moved(by);
}

async function write({ config, routing }: TuningParts, { folder, profiles, ...values }: TuningChanges): Promise<void> {
  const { router } = config.current().settings;
  const changes: ConfigChange[] = (['alpha', 'thresholds', 'penalties'] as const)
    .filter((name) => values[name] !== undefined && JSON.stringify(values[name]) !== JSON.stringify(router[name]))
    .map((name) => ({ path: ['router', name], value: values[name] ?? undefined }));
  for (const section of ['profiles', 'apps'] as const) {
    for (const [name, { after }] of Object.entries(profiles?.[section] ?? {})) {
      changes.push({ path: [section, name], value: after ?? undefined });
    }
  }
  if (folder !== undefined) {
    const change = { path: ['tuning', 'artifact_dir'] as const, value: folder ?? undefined };
    await routing.artifacts.use(folder, () => config.edit([...changes, change]));
  } else if (changes.length > 0) await config.edit(changes);
}
