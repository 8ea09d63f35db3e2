import { expect, type Locator, type Page } from '@playwright/test';
import { shownNumber } from './shown-number.ts';

/** The alpha control with its preview. */
export class TunePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** How many recorded decisions another alpha would have changed. */
  flips(): Locator {
    return this.#page.getByTestId('preview-flips');
  }

  costAfter(): Locator {
    return this.#page.getByTestId('preview-cost-after');
  }

  activeAlpha(): Locator {
    return this.#page.getByTestId('active-alpha').first();
  }

  /** Sets alpha in the number field; nothing is applied yet. */
  async previewAlpha(alpha: number): Promise<void> {
    const input = this.#page.getByTestId('alpha-input');
    await input.fill(String(alpha));
    await input.blur();
    await expect(this.#page.getByTestId('alpha-slider')).toHaveAttribute('aria-valuenow', String(alpha));
  }

  /** Moves the slider by keyboard, in steps of 0.01; a preview as well. */
  async stepAlpha(steps: number): Promise<void> {
    const slider = this.#page.getByTestId('alpha-slider');
    const key = steps < 0 ? 'ArrowLeft' : 'ArrowRight';
    for (let step = 0; step < Math.abs(steps); step++) await slider.press(key);
  }

  async apply(alpha: number): Promise<void> {
    await this.#page.getByTestId('apply-tuning').click();
    await expect.poll(() => shownNumber(this.activeAlpha())).toBeCloseTo(alpha, 6);
  }
}
