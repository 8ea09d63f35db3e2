import { expect, type Page } from '@playwright/test';

export type View =
  | 'live'
  | 'tune'
  | 'latency'
  | 'cache'
  | 'savings'
  | 'map'
  | 'models'
  | 'playground'
  | 'connect'
  | 'settings';

/** What is around every view: title bar, navigation, ribbons. */
export class Shell {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Address of the endpoint, as the title bar shows it: `http://127.0.0.1:4141`. */
  async endpointUrl(): Promise<string> {
    const text = (await this.#page.getByTestId('endpoint-url').textContent()) ?? '';
    const origin = /(?:https?:\/\/)?([\w.[\]:-]+:\d+)/.exec(text)?.[1];
    if (origin === undefined) throw new Error(`The title bar shows no address but "${text}".`);
    return `http://${origin}`;
  }

  async open(view: View): Promise<void> {
    await this.#page.getByTestId(`nav-${view}`).click();
    await expect(this.#page).toHaveURL(new RegExp(`#/${view}`));
  }

  async openPalette(): Promise<void> {
    await this.#page.keyboard.press('Control+k');
    await expect(this.#page.getByPlaceholder('Search or run a command')).toBeFocused();
  }

  /** Runs a command by its full name: `Go: Open Tune`. */
  async runCommand(name: string): Promise<void> {
    await this.openPalette();
    await this.#page.getByPlaceholder('Search or run a command').fill(name);
    await this.#page.getByTestId('palette-item').filter({ hasText: name }).first().click();
    await expect(this.#page.getByTestId('palette')).toBeHidden();
  }

  /** The browser has the keys for it; the app's window gets them from the console. */
  async back(): Promise<void> {
    await this.runCommand('Go: Go back');
  }

  async forward(): Promise<void> {
    await this.runCommand('Go: Go forward');
  }

  sampleRibbon() {
    return this.#page.getByTestId('ribbon-sample');
  }

  async clearSample(): Promise<void> {
    await this.sampleRibbon().getByRole('button').click();
  }

  simulatedRibbon() {
    return this.#page.getByTestId('ribbon-simulated');
  }

  /** The theme that is in force on the page. */
  async theme(): Promise<string> {
    return this.#page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  }

  async toggleTheme(): Promise<void> {
    await this.#page.getByTestId('theme-toggle').click();
  }

  async chooseTheme(theme: 'dark' | 'light'): Promise<void> {
    if ((await this.theme()) !== theme) await this.toggleTheme();
    await expect.poll(() => this.theme()).toBe(theme);
  }
}
