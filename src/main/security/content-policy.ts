import type { Session } from 'electron';
import { CONTENT_POLICY } from '../../shared/content-policy.ts';

/** Headers that every file of the built console is served with. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The dev server injects inline scripts and speaks over a WebSocket. Never part of a build. */
export function developmentPolicy(devServerUrl: string): string {
  return CONTENT_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'").replace(
    "connect-src 'self'",
    `connect-src 'self' ws://${new URL(devServerUrl).host}`,
  );
}

/** Puts the looser policy on what the dev server answers. */
export function addDevelopmentPolicy(session: Session, devServerUrl: string): void {
  const policy = developmentPolicy(devServerUrl);
  session.webRequest.onHeadersReceived((details, callback) => {
    callback({ responseHeaders: { ...details.responseHeaders, 'content-security-policy': [policy] } });
  });
}
