import { expect, type Locator, type Page } from '@playwright/test';

/** The alpha control with its preview. */
export class TunePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  flips(): Locator {
    return this.#page.getByTestId('preview-flips');
  }

  costAfter(): Locator {
    return this.#page.getByTestId('preview-cost-after');
  }

  activeAlpha(): Locator {
    return this.#page.getByTestId('active-alpha');
  }

  /** Sets alpha in the number field; nothing is applied yet. */
  async previewAlpha(alpha: number): Promise<void> {
    const input = this.#page.getByTestId('alpha-input');
    await input.fill(String(alpha));
    await input.blur();
  }

  slider(): Locator {
    return this.#page.getByTestId('alpha-slider');
  }

  async apply(alpha: number): Promise<void> {
    await this.#page.getByTestId('apply-alpha').click();
    await expect
      .poll(async () => Number.parseFloat((await this.activeAlpha().textContent()) ?? ''))
      .toBeCloseTo(alpha, 2);
  }
}
