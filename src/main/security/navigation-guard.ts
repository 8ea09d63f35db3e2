import { app, shell, type WebContents } from 'electron';
import { type ConsoleOrigin, parseUrl } from './console-origin.ts';

/**
 * Keeps every window, frame and webview on the console's own page.
 *
 * Threat: a link or script in rendered text (prompts and answers are untrusted) that leads the window, and the bridge
 * with it, to a foreign page. Installed on the app, not on one window, so that no window escapes it.
 */
export function guardNavigation(origin: ConsoleOrigin): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents, origin));
}

function guardContents(contents: WebContents, origin: ConsoleOrigin): void {
  const refuseForeign = (event: { preventDefault: () => void }, url: string) => {
    if (!origin.contains(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => refuseForeign(event, event.url));
  contents.on('will-frame-navigate', (event) => refuseForeign(event, event.url));
  contents.on('will-redirect', (event) => refuseForeign(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isOpenedExternally(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Only web pages over TLS go to the system's browser: other schemes can start programs. */
export function isOpenedExternally(url: string): boolean {
  return parseUrl(url)?.protocol === 'https:';
}
