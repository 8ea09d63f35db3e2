import type { ConsoleOutput } from '../../shared/console-contract.ts';

export type DesktopState = NonNullable<ConsoleOutput<'desktop.get'>>;

/** The desktop that a window runs on. A headless host has none. */
export interface Desktop {
  /** What there is, and what was chosen of it. */
  state(): Promise<DesktopState>;
  /** Resolves with why the system did not do it, or null. */
  openAtLogin(on: boolean): Promise<string | null>;
  /** Asks where to save a file of this name. Resolves with its path; null when the user chose none. */
  chooseFile(name: string): Promise<string | null>;
  /** Makes the folder if it is not there. Resolves with why it was not shown, or null. */
  openFolder(path: string): Promise<string | null>;
}
