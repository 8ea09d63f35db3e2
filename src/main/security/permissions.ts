import type { Session } from 'electron';
import type { ConsoleOrigin } from './console-origin.ts';

/** Writing text to the clipboard, for the Copy buttons. It can neither read the clipboard nor put HTML there. */
const granted = new Set(['clipboard-sanitized-write']);

/** May a page ask for this? Denied by default, and granted to nobody but our own page. */
export function isPermitted(permission: string, requestingUrl: string, origin: ConsoleOrigin): boolean {
  return granted.has(permission) && origin.contains(requestingUrl);
}

/** Sets the request and the check handler: with only one of them the other keeps Chromium's answers. */
export function guardPermissions(session: Session, origin: ConsoleOrigin): void {
  session.setPermissionRequestHandler((_, permission, callback, details) => {
    callback(isPermitted(permission, details.requestingUrl, origin));
  });
  session.setPermissionCheckHandler((_, permission, requestingOrigin) =>
    isPermitted(permission, requestingOrigin, origin),
  );
  session.setDevicePermissionHandler(() => false);
}
