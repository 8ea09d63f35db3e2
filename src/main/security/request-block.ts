import type { Session } from 'electron';
import { type ConsoleOrigin, parseUrl } from './console-origin.ts';

/**
 * May the page load this? Its own files only: the console needs no network at all, so that a script from a compromised
 * dependency has nowhere to send what it reads.
 */
export function isLoadable(url: string, origin: ConsoleOrigin): boolean {
  if (origin.contains(url)) return true;
  const parsed = parseUrl(url);
  if (parsed === null) return false;
  // `data:` and `blob:` carry their content with them.
  if (parsed.protocol === 'data:') return true;
  if (parsed.protocol === 'blob:') return origin.contains(parsed.pathname);
  if (!origin.isDevServer) return false;
  // The dev server's reload socket, and the developer tools themselves.
  return parsed.protocol === 'devtools:' || origin.contains(url.replace(/^ws/, 'http'));
}

/** Cancels every request of the session that {@link isLoadable} does not allow. */
export function blockRequests(session: Session, origin: ConsoleOrigin): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isLoadable(details.url, origin) });
  });
}
