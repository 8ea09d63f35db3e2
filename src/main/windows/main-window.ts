import { BrowserWindow, nativeTheme, type Session, screen, type WebContents } from 'electron';
import { loadWindowState, MIN_HEIGHT, MIN_WIDTH, saveWindowState, type WindowState } from './window-state.ts';

export interface MainWindowOptions {
  readonly url: string;
  readonly preloadPath: string;
  readonly statePath: string;
  readonly session: Session;
  /** Asked when the user closes the window. False leaves it open. */
  readonly mayClose: () => Promise<boolean>;
  /** The app is about to end: the window closes unasked. */
  readonly isQuitting: () => boolean;
}

/** The app's page colour per theme, so that the window does not flash before its first paint. */
const backgrounds = { dark: '#0d1117', light: '#f5f7fa' } as const;

const SAVE_DELAY_MS = 500;
/** A page that crashes again sooner than this stays down: a loop of crashes helps nobody. */
const RELOAD_PAUSE_MS = 10_000;

/** Owns the one window of the console: nobody else holds a BrowserWindow. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | null = null;
  #opening: Promise<void> | null = null;
  #askingToClose = false;
  #saveTimer: NodeJS.Timeout | undefined;
  #lastSave: Promise<void> = Promise.resolve();

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** The page, or undefined while there is no window or it is being torn down. */
  get contents(): WebContents | undefined {
    const window = this.#window;
    if (window === null || window.isDestroyed() || window.webContents.isDestroyed()) return undefined;
    return window.webContents;
  }

  /** Whether the user looks at it. */
  get isFocused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  /**
   * Opens the window, or brings the open one to the front.
   *
   * @param link Where in the console, such as `#/settings/keys`; absent leaves it where it is.
   */
  async show(link?: string): Promise<void> {
    await this.#bringUp();
    const { contents } = this;
    if (link === undefined || contents === undefined) return;
    // A link within the page: the console follows it as one that was clicked, without being loaded again.
    if (!contents.getURL().endsWith(link)) await contents.loadURL(this.#options.url + link);
  }

  async #bringUp(): Promise<void> {
    if (this.#opening !== null) return this.#opening;
    if (this.#window === null) {
      this.#opening = this.#open().finally(() => {
        this.#opening = null;
      });
      return this.#opening;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Resolves when the last change of size or place is on disk. */
  async flush(): Promise<void> {
    if (this.#saveTimer) this.#save();
    await this.#lastSave;
  }

  async #open(): Promise<void> {
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const state = await loadWindowState(this.#options.statePath, areas);
    const window = this.#create(state);
    this.#window = window;
    window.once('ready-to-show', () => {
      if (state?.maximized) window.maximize();
      window.show();
    });
    const saveSoon = () => this.#saveSoon();
    window.on('resize', saveSoon);
    window.on('move', saveSoon);
    window.on('close', (event) => {
      this.#save();
      if (this.#options.isQuitting()) return;
      event.preventDefault();
      void this.#closeIfAllowed(window);
    });
    window.on('closed', () => {
      this.#window = null;
    });
    this.#reloadAfterCrash(window);
    await window.loadURL(this.#options.url);
  }

  async #closeIfAllowed(window: BrowserWindow): Promise<void> {
    if (this.#askingToClose) return;
    this.#askingToClose = true;
    const may = await this.#options.mayClose().finally(() => {
      this.#askingToClose = false;
    });
    if (may && !window.isDestroyed()) window.destroy();
  }

  /** Everything that counts is in the host, which goes on: a fresh page shows it again. */
  #reloadAfterCrash(window: BrowserWindow): void {
    let lastReload = 0;
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason === 'clean-exit' || window.isDestroyed() || Date.now() - lastReload < RELOAD_PAUSE_MS) return;
      lastReload = Date.now();
      window.webContents.reload();
    });
  }

  #create(state: WindowState | null): BrowserWindow {
    return new BrowserWindow({
      width: 1280,
      height: 800,
      ...state?.bounds,
      minWidth: MIN_WIDTH,
      minHeight: MIN_HEIGHT,
      show: false,
      title: 'Heimdall',
      backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
      webPreferences: {
        preload: this.#options.preloadPath,
        session: this.#options.session,
        // Electron's defaults, written out: a reader, and a future default, must not be left guessing.
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
  }

  /** A drag sends dozens of events: the last one counts. */
  #saveSoon(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.#save(), SAVE_DELAY_MS);
  }

  #save(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    const window = this.#window;
    if (window === null || window.isDestroyed() || window.isMinimized()) return;
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    // One after another, so that an older write cannot land last. A full disk costs the position, not the session.
    this.#lastSave = this.#lastSave.then(() => saveWindowState(this.#options.statePath, state)).catch(() => {});
  }
}
