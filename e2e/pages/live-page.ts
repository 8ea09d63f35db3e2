import { expect, type Locator, type Page } from '@playwright/test';

/** The list of decisions with the inspector beside it. */
export class LivePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  rows(): Locator {
    return this.#page.getByTestId('live-row');
  }

  row(decisionId: string): Locator {
    return this.#page.locator(`[data-testid="live-row"][data-decision-id="${decisionId}"]`);
  }

  /** Opens the inspector on a decision and waits until it shows that one. */
  async inspect(decisionId: string): Promise<Inspector> {
    const row = this.row(decisionId);
    await expect(row).toBeVisible();
    await row.click();
    const inspector = new Inspector(this.#page);
    await expect(inspector.root()).toBeVisible();
    await expect(this.#page).toHaveURL(new RegExp(decisionId));
    return inspector;
  }
}

/** Why one decision was made. */
export class Inspector {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  root(): Locator {
    return this.#page.getByTestId('inspector');
  }

  model(): Locator {
    return this.#page.getByTestId('inspector-model');
  }

  bucket(): Locator {
    return this.#page.getByTestId('inspector-bucket');
  }

  probability(bucket: 'cheap' | 'mid' | 'hard'): Locator {
    return this.#page.getByTestId(`prob-${bucket}`);
  }

  candidates(): Locator {
    return this.#page.getByTestId('candidate-row');
  }

  /** The sentence that says why. */
  summary(): Locator {
    return this.#page.getByTestId('why-summary');
  }
}
