/** Where the console's page comes from: the app's own scheme, or the dev server while developing. */
export interface ConsoleOrigin {
  /** The page to open. */
  readonly url: string;
  /** True only for the dev server. */
  readonly isDevServer: boolean;
  /** Is this an address of the console's own origin? Never throws. */
  readonly contains: (url: string) => boolean;
}

export const APP_SCHEME = 'heimdall';
export const APP_HOST = 'app';

/**
 * @param devServerUrl Address of the dev server, or undefined for the built console. A build passes undefined whatever
 *   the environment says, or a variable could point the window and its bridge at any page.
 */
export function consoleOrigin(devServerUrl: string | undefined): ConsoleOrigin {
  const url = devServerUrl ?? `${APP_SCHEME}://${APP_HOST}/index.html`;
  const own = new URL(url);
  return {
    url,
    isDevServer: devServerUrl !== undefined,
    // Compared by parts: `origin` of a scheme of one's own is the string "null", which equals that of any other.
    contains: (candidate) => {
      const parsed = parseUrl(candidate);
      return parsed !== null && parsed.protocol === own.protocol && parsed.host === own.host;
    },
  };
}

/** The URL, or null when it is none. */
export function parseUrl(value: string): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}
