import type { Locator, Page } from '@playwright/test';

/** How to point an app at the endpoint. */
export class ConnectPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  main(): Locator {
    return this.#page.locator('main');
  }
}
