import { existsSync } from 'node:fs';
import { appendFile, cp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../core/index.ts';
import { HeimdallError } from '../../core/index.ts';
import { sha256Hex } from '../../library/config-revision.ts';
import { type BuildReport, buildReportWords } from '../../shared/build-report.ts';
import { SIGNATURE_FILE } from '../artifact-signing/artifact-signature.ts';
import { openArtifact } from '../routing/load-artifact-folder.ts';
import { learnTable, type RatingOfDecision } from './learn-table.ts';

/** Between the version of the trained artifact and the time when it learnt from ratings. */
const OWN = '+own.';

export interface BuildInput {
  /** Folder of the artifact that is learnt from. */
  readonly from: string;
  /** A new folder. It is there whole or not at all. */
  readonly to: string;
  readonly ratings: readonly RatingOfDecision[];
  readonly nowMs: number;
}

/**
 * Makes an artifact whose quality table has learnt from ratings. All else is that of the one it is made from: the trees and
 * the thresholds say which bucket a prompt needs, and ratings, which are about the one model that answered, do not tell what
 * another bucket would have made of it.
 *
 * @throws {HeimdallError} `request_invalid` when the folder is there already or there are too few ratings; `artifact_*`.
 */
export async function buildArtifact({
  from,
  to,
  ratings,
  nowMs,
}: BuildInput): Promise<BuildReport & { version: string }> {
  if (existsSync(to)) throw new HeimdallError('request_invalid', `${to} is there already. Name a new folder.`);
  const { manifest } = await openArtifact(from);
  const pathOf = (role: Manifest['files'][number]['role']) => manifest.files.find((file) => file.role === role)?.path;
  const qualityPath = pathOf('quality') ?? '';
  const { quality, report: found } = learnTable(JSON.parse(await readFile(join(from, qualityPath), 'utf8')), ratings);
  const made = new Date(nowMs).toISOString();
  const report: BuildReport = { from: manifest.artifact_version, until_ms: nowMs, ...found };
  // One that was built from a built one has the marks of the last build alone.
  const [trained = ''] = manifest.artifact_version.split(OWN);
  const version = `${trained}${OWN}${made.replace(/\D/g, '').slice(0, 14)}`;
  const partial = `${to}.part`;
  await rm(partial, { recursive: true, force: true });
  try {
    await cp(from, partial, { recursive: true });
    // It vouched for another content.
    await rm(join(partial, SIGNATURE_FILE), { force: true });
    const method = `${quality.method}; then ratings of the user, up to ${made}`;
    await writeFile(join(partial, qualityPath), JSON.stringify({ ...quality, updated: made.slice(0, 10), method }));
    const card = pathOf('model-card');
    if (card !== undefined) await appendFile(join(partial, card), cardSection(report, made));
    const files = await Promise.all(
      manifest.files.map(async (file) => {
        if (file.path !== qualityPath && file.path !== card) return file;
        const path = join(partial, file.path);
        return { ...file, bytes: (await stat(path)).size, sha256: sha256Hex(await readFile(path)) };
      }),
    );
    const metrics = { ...manifest.metrics, own_ratings: report };
    const after = { ...manifest, artifact_version: version, created: made, files, metrics };
    await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(after, null, 1)}\n`);
    await openArtifact(partial);
    await rename(partial, to);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return { ...report, version };
}

function cardSection(report: BuildReport, made: string): string {
  return `\n## Ratings of its user\n\nOn ${made.slice(0, 10)} the quality table of ${report.from} learnt from ratings. ${buildReportWords(report)}\n`;
}
