import { join } from 'node:path';
import { ArtifactFeed } from '../artifact-feed/artifact-feed.ts';
import { Canary } from '../canary/canary.ts';
import { LocalEmbedders } from '../embeddings/local-embedders.ts';
import type { ArtifactChange } from '../routing/artifact-switch.ts';
import { TuningHistory } from '../tuning/tuning-history.ts';
import { applyTuning, tuningValues } from '../tuning/tuning-writer.ts';
import type { Foundation } from './open-foundation.ts';

/** How other artifacts come in force, and what goes with the one that is. */
export interface ArtifactCare {
  readonly history: TuningHistory;
  readonly feed: ArtifactFeed;
  /** To be opened. */
  readonly canary: Canary;
  readonly embedders: LocalEmbedders;
  /** Call when another one is in force. */
  changed(change: ArtifactChange): void;
}

export function createArtifactCare({
  options,
  clock,
  logger,
  hub,
  routing,
  ownCalls,
  settings,
}: Foundation): ArtifactCare {
  const { config } = routing;
  const history = new TuningHistory(join(options.dataFolder, 'tuning-history.json'), logger);
  const embedders = new LocalEmbedders(routing.artifacts.current);
  const putInForce = (folder: string): Promise<void> =>
    applyTuning({ config, routing, history, clock }, { folder }, ({ artifact }) => `artifact ${artifact.version}`);
  const canary = new Canary({
    dataFolder: options.dataFolder,
    routing,
    promote: putInForce,
    clock,
    logger,
    onChange: () => hub.changed('app'),
  });
  const feed = new ArtifactFeed({
    folder: join(options.dataFolder, 'artifacts'),
    settings: () => settings().tuning,
    inForce: () => routing.artifacts.datedInForce,
    use: (folder) => (settings().tuning.canary.from_url ? canary.start(folder) : putInForce(folder)),
    fetch: ownCalls,
    logger,
    onProblem: () => hub.changed('app'),
  });
  return {
    history,
    feed,
    canary,
    embedders,
    changed({ from, to, byFile }) {
      if (byFile) {
        const values = tuningValues({ config, routing });
        const before = { ...values, artifact: from };
        void history.changed(before, values, `artifact ${to.version}, from the settings file`, clock.now());
      }
      embedders.use(routing.artifacts.current);
      canary.artifactChanged();
    },
  };
}
