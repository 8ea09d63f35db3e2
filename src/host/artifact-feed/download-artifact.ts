import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HeimdallError, type Manifest, manifestSchema } from '../../core/index.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import { sha256Hex } from '../../library/config-revision.ts';
import { MAX_SIGNATURE_BYTES, SIGNATURE_FILE } from '../artifact-signing/artifact-signature.ts';
import { below, readBytes } from '../catalog/fetch-json.ts';
import { mayFollow } from '../updates/may-follow.ts';

/** The shipped one has some 60 kB. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Of all files; the shipped artifact has some 50 MB. */
const MAX_ARTIFACT_BYTES = 1024 * 1024 * 1024;
const TIMEOUT_MS = 120_000;
/** Artifacts that stay on disk, so that one can go back to them. */
const MAX_DOWNLOADS = 4;

export interface ArtifactAddress {
  /** Of the folder: files are below it. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** What an address has now. */
export interface OfferedArtifact {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** Of the manifest, and with it of all files. */
  readonly digest: string;
}

/** @throws {HeimdallError} `catalog_refresh_failed` when it cannot be read, `artifact_invalid` when it is no manifest. */
export async function readOffer(address: ArtifactAddress): Promise<OfferedArtifact> {
  const bytes = await download(address, 'manifest.json', MAX_MANIFEST_BYTES);
  const { host } = new URL(address.url);
  const parsed = manifestSchema.safeParse(parseJson(bytes));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`the manifest.json of ${host} is none: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}`);
  }
  const manifest = parsed.data;
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  if (total > MAX_ARTIFACT_BYTES) throw invalid(`the artifact of ${host} says that it has over 1 GiB`);
  return { manifest, bytes, digest: sha256Hex(bytes) };
}

/** @returns the content of `manifest.sig`; null when there is none. @throws {HeimdallError} `catalog_refresh_failed`. */
export function readOfferedSignatures(address: ArtifactAddress): Promise<Uint8Array | null> {
  return downloadIfThere(address, SIGNATURE_FILE, MAX_SIGNATURE_BYTES);
}

/**
 * Downloads every file that a manifest names, each of the size and digest that it says. The folder is there whole or not at
 * all.
 *
 * @param signatures What is kept beside the manifest, so that it is checked again at each start; null for nothing.
 * @param parent Folder that holds downloaded artifacts.
 * @returns its folder, which is there already when the same was downloaded before.
 * @throws {HeimdallError} `catalog_refresh_failed`, `artifact_digest_mismatch`; the file system's error.
 */
export async function downloadArtifact(
  address: ArtifactAddress,
  offer: OfferedArtifact,
  signatures: Uint8Array | null,
  parent: string,
): Promise<string> {
  const folder = join(parent, offer.digest.slice(0, 16));
  if (existsSync(join(folder, 'manifest.json'))) {
    // Another key may have signed it since.
    if (signatures !== null) await writeFile(join(folder, SIGNATURE_FILE), signatures);
    return folder;
  }
  const partial = `${folder}.part`;
  await rm(partial, { recursive: true, force: true });
  try {
    for (const { path, bytes: size, sha256 } of offer.manifest.files) {
      const content = await download(address, path, size);
      if (content.byteLength !== size || sha256Hex(content) !== sha256) {
        throw new HeimdallError(
          'artifact_digest_mismatch',
          `${path} of ${new URL(address.url).host} is not what its manifest says.`,
        );
      }
      await mkdir(dirname(join(partial, path)), { recursive: true });
      await writeFile(join(partial, path), content);
    }
    if (signatures !== null) await writeFile(join(partial, SIGNATURE_FILE), signatures);
    await writeFile(join(partial, 'manifest.json'), offer.bytes);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Removes the oldest downloads. @param keep A folder that stays whatever its age. */
export async function pruneDownloads(parent: string, keep: string): Promise<void> {
  const names = (await readdir(parent, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const folders = names.map(({ name }) => join(parent, name)).filter((folder) => folder !== keep);
  const dated = await Promise.all(folders.map(async (folder) => ({ folder, at: (await stat(folder)).mtimeMs })));
  const old = dated.sort((one, other) => other.at - one.at).slice(MAX_DOWNLOADS - 1);
  await Promise.all(old.map(({ folder }) => rm(folder, { recursive: true, force: true })));
}

async function download(address: ArtifactAddress, path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await downloadIfThere(address, path, maxBytes);
  if (bytes === null) throw failed(`${new URL(address.url).host} answered 404 to ${path}.`);
  return bytes;
}

/** @returns null when the server says that there is no such file. */
async function downloadIfThere(
  { url, fetch, signal }: ArtifactAddress,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const { host } = new URL(url);
  const stop = new AbortController();
  const leave = () => stop.abort();
  const timer = setTimeout(leave, TIMEOUT_MS);
  signal.addEventListener('abort', leave);
  try {
    const init = { mayFollow: (to: URL) => mayFollow(url, to.href), signal: stop.signal };
    const response = await fetch(below(url, `/${path}`), init).catch((error: unknown) => {
      throw failed(HeimdallError.isInstance(error) ? error.message : `${host} could not be reached.`);
    });
    if (!response.ok) {
      await response.body?.cancel();
      if (response.status === 404) return null;
      throw failed(`${host} answered ${response.status} to ${path}.`);
    }
    return await readBytes(response, host, maxBytes);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

function failed(reason: string): HeimdallError {
  return new HeimdallError('catalog_refresh_failed', reason);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

function invalid(reason: string): HeimdallError {
  return new HeimdallError('artifact_invalid', `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`);
}
