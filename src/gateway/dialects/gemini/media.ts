/** Images and files: `inlineData` and `fileData` on the wire. */
import type { FilePart, ImagePart, MediaSource } from '../canonical.ts';
import { invalid, type JsonObject, pathOf, readString } from './fields.ts';

/** Reads an `inlineData`: base64 with its type. */
export function readInlineData(blob: JsonObject, path: string): ImagePart | FilePart {
  const data = readString(blob, 'data', path);
  if (data === null) throw invalid(`${path}.data`, `${path}.data must be base64 text.`);
  const mediaType = readString(blob, 'mimeType', path);
  if (mediaType === null) throw invalid(`${path}.mimeType`, `${path}.mimeType must be a media type such as image/png.`);
  return mediaPart({ kind: 'base64', data, mediaType }, mediaType, readString(blob, 'displayName', path));
}

/** Reads a `fileData`: a URI of the Files API, Cloud Storage, YouTube or the web. */
export function readFileData(file: JsonObject, path: string): ImagePart | FilePart {
  const url = readString(file, 'fileUri', path);
  if (url === null) {
    const param = pathOf(file, 'fileUri', path);
    throw invalid(param, `${param} must be a URI.`);
  }
  const mediaType = readString(file, 'mimeType', path);
  const known = mediaType ?? typeOfName(url);
  return mediaPart({ kind: 'url', url, mediaType }, known, readString(file, 'displayName', path));
}

function mediaPart(source: MediaSource, mediaType: string | null, filename: string | null): ImagePart | FilePart {
  return mediaType?.startsWith('image/') ? { type: 'image', source } : { type: 'file', source, filename };
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
};

function typeOfName(name: string): string | null {
  const extension = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(name)?.[1]?.toLowerCase();
  return extension !== undefined && Object.hasOwn(TYPES, extension) ? (TYPES[extension] as string) : null;
}

export type RenderedMedia =
  | { readonly part: JsonObject; readonly dropped: null }
  | { readonly part: null; readonly dropped: string };

/** Hosts whose addresses every Gemini model reads. */
const GOOGLE_FILES =
  /^(?:gs:\/\/|https:\/\/(?:generativelanguage\.googleapis\.com|(?:www\.)?youtube\.com|youtu\.be)\/)/;
const DATA_URL = /^data:([^;,]+)?(?:;[^,]*)?;base64,(.*)$/s;

/**
 * The part for an image or file.
 *
 * @param webFiles Whether the model reads files at any public https address.
 */
export function renderMedia(part: ImagePart | FilePart, webFiles: boolean): RenderedMedia {
  const { source } = part;
  if (source.kind === 'base64') {
    return { part: { inlineData: { mimeType: source.mediaType, data: source.data } }, dropped: null };
  }
  const inline = DATA_URL.exec(source.url);
  if (inline !== null) {
    const mimeType = inline[1] ?? source.mediaType ?? defaultType(part);
    return { part: { inlineData: { mimeType, data: inline[2] as string } }, dropped: null };
  }
  if (!GOOGLE_FILES.test(source.url) && !(webFiles && isPublicHttps(source.url))) {
    return { part: null, dropped: `${part.type} by URL (${originOf(source.url)})` };
  }
  const fromName = part.type === 'file' && part.filename !== null ? typeOfName(part.filename) : null;
  const mimeType = source.mediaType ?? fromName ?? typeOfName(source.url) ?? defaultType(part);
  return { part: { fileData: { mimeType, fileUri: source.url } }, dropped: null };
}

function defaultType(part: ImagePart | FilePart): string {
  return part.type === 'image' ? 'image/jpeg' : 'application/pdf';
}

/** Google fetches the file itself, so it must be reachable from there. */
function isPublicHttps(address: string): boolean {
  const url = parseUrl(address);
  if (url === null || url.protocol !== 'https:') return false;
  const host = url.hostname;
  const isLocal = host === 'localhost' || host.endsWith('.local') || host.endsWith('.internal') || !/[.:]/.test(host);
  return !isLocal && !/^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)/.test(host);
}

/** Scheme and host only: the rest of an address may hold a signature. */
function originOf(address: string): string {
  const url = parseUrl(address);
  return url === null ? 'not a URL' : `${url.protocol}//${url.hostname}`;
}

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
