import type { Session } from 'electron';

/**
 * The page's content policy, from "nothing" up.
 *
 * Inline styles are allowed: the overlays and the toasts insert style elements, and a style cannot run code. Images may
 * be data URLs (icons). Everything else is our own files; the page talks to the host over IPC, not the network.
 */
const built = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that every file of the built console is served with. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': built,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The dev server injects inline scripts and speaks over a WebSocket. Never part of a build. */
export function developmentPolicy(devServerUrl: string): string {
  return built
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ws://${new URL(devServerUrl).host}`);
}

/** Puts the looser policy on what the dev server answers. */
export function addDevelopmentPolicy(session: Session, devServerUrl: string): void {
  const policy = developmentPolicy(devServerUrl);
  session.webRequest.onHeadersReceived((details, callback) => {
    callback({ responseHeaders: { ...details.responseHeaders, 'content-security-policy': [policy] } });
  });
}
