/** Media by value and by reference, between `data:` URLs and the canonical form. */
import type { MediaSource } from '../canonical.ts';

/** Reads a URL of the wire: a base64 `data:` URL becomes its content, everything else stays a reference. */
export function mediaSource(url: string, mediaType: string | null = null): MediaSource {
  // Only the head is matched by the expression: the content may be megabytes.
  const comma = url.startsWith('data:') ? url.indexOf(',') : -1;
  const head = comma < 0 ? null : /^data:([^;,]*)((?:;[^;,]*)*);base64$/i.exec(url.slice(0, comma));
  if (head === null) return { kind: 'url', url, mediaType };
  const named = head[1] === '' ? null : (head[1] ?? null);
  return { kind: 'base64', data: url.slice(comma + 1), mediaType: named ?? mediaType ?? 'application/octet-stream' };
}

/** The URL of a source; content becomes a `data:` URL. */
export function mediaUrl(source: MediaSource): string {
  return source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
}
