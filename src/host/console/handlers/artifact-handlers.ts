import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { HeimdallError } from '../../../core/index.ts';
import { buildReportOf } from '../../../shared/build-report.ts';
import type { ArtifactName } from '../../../shared/console/artifact-contract.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { buildArtifact } from '../../artifact-build/build-artifact.ts';
import { signersOf } from '../../artifact-signing/artifact-signature.ts';
import { readSignedManifest } from '../../artifact-signing/read-signed-manifest.ts';
import { applyTuning } from '../../tuning/tuning-writer.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Artifacts: which is in force, which was before, and another one in its place. */
export function artifactHandlers(parts: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `artifact.${string}`>> {
  const { artifacts } = parts.routing;
  const { canary } = parts;
  return {
    'artifact.build': async ({ folder }) => {
      const ratings = parts.routing.feedback.current();
      const to = wholePath(folder) ?? folder;
      const input = { from: artifacts.current.folder, to, ratings, nowMs: parts.clock.now() };
      const { version, ...learnt } = await buildArtifact(input);
      return { version, folder: to, learnt };
    },
    'artifact.canary': () => canary.status(),
    'artifact.canary_start': async ({ folder }) => {
      await canary.start(wholePath(folder) ?? folder);
      return canary.status();
    },
    'artifact.canary_hold': ({ held }) => {
      canary.hold(held);
      return canary.status();
    },
    'artifact.canary_promote': async () => {
      await canary.promote();
      return canary.status();
    },
    'artifact.canary_rollback': () => {
      canary.rollBack();
      return canary.status();
    },
    'artifact.status': () => statusOf(parts),
    'artifact.list': async () => {
      const { inForce } = artifacts;
      const known = [inForce.folder, ...earlier(parts).map(({ folder }) => folder), null];
      const listed = [...new Set(known)].map(async (folder) => ({
        folder,
        version: folder === inForce.folder ? inForce.version : await manifestVersion(folder ?? artifacts.bundledFolder),
        in_force: folder === inForce.folder,
      }));
      return { artifacts: await Promise.all(listed) };
    },
    'artifact.verify': async ({ folder }) => {
      const { manifest, clusters } = (await artifacts.verify(wholePath(folder))).artifact;
      return {
        version: manifest.artifact_version,
        folder,
        created: manifest.created,
        signed_by: await signersIn(parts, folder),
        learnt: buildReportOf(manifest.metrics),
        clusters: clusters.count,
        files: manifest.files.length,
        bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
        thresholds: manifest.thresholds,
      };
    },
    'artifact.use': async ({ folder }) => {
      const wanted = artifacts.settingOf(wholePath(folder));
      await applyTuning(parts, { folder: wanted }, ({ artifact }) => `artifact ${artifact.version}`);
      return statusOf(parts);
    },
    'artifact.rollback': async () => {
      const previous = await previousOf(parts);
      if (previous === null) throw new HeimdallError('unavailable', 'There is no earlier artifact to go back to.');
      const { folder } = previous;
      await applyTuning(parts, { folder }, ({ artifact }) => `back to artifact ${artifact.version}`);
      return statusOf(parts);
    },
  };
}

async function statusOf(parts: ConsoleParts): Promise<ConsoleOutput<'artifact.status'>> {
  const { artifacts } = parts.routing;
  return {
    in_force: {
      ...artifacts.inForce,
      created: artifacts.current.artifact.manifest.created,
      signed_by: await signersIn(parts, artifacts.inForce.folder),
      learnt: buildReportOf(artifacts.current.artifact.manifest.metrics),
    },
    previous: await previousOf(parts),
    problem: artifacts.problem,
    ratings: parts.routing.carriedRatings(),
  };
}

/** @param folder Null for the bundled one. */
async function signersIn({ config }: ConsoleParts, folder: string | null): Promise<string[]> {
  if (folder === null) return [];
  const { trusted_keys: trusted } = config.current().settings.tuning;
  return readSignedManifest(folder).then(
    (signed) => signersOf(signed, trusted),
    // Gone since it was read.
    () => [],
  );
}

/** Artifacts of the history that are not in force, the newest first. */
function earlier({ history, routing }: ConsoleParts): ArtifactName[] {
  const { folder: inForce } = routing.artifacts.inForce;
  const { entries, current } = history.describe();
  return entries
    .slice(0, current + 1)
    .reverse()
    .flatMap(({ artifact }) => (artifact === undefined || artifact.folder === inForce ? [] : [artifact]));
}

/** Where there is no history, the bundled one was there before any other. */
async function previousOf(parts: ConsoleParts): Promise<ArtifactName | null> {
  const { inForce, bundledFolder } = parts.routing.artifacts;
  const [newest] = earlier(parts);
  if (newest === undefined && inForce.folder === null) return null;
  const folder = newest?.folder ?? null;
  const version = await manifestVersion(folder ?? bundledFolder);
  return { version: version ?? newest?.version ?? 'unknown', folder };
}

/** Null when there is no manifest that says it. */
async function manifestVersion(folder: string): Promise<string | null> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    return typeof manifest.artifact_version === 'string' ? manifest.artifact_version : null;
  } catch {
    return null;
  }
}

function wholePath(folder: string | null): string | null {
  if (folder === null || isAbsolute(folder)) return folder;
  throw new HeimdallError('request_invalid', 'folder must be the whole path of a folder, from the root on.');
}
