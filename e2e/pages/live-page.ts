import { expect, type Locator, type Page } from '@playwright/test';

/** The list of decisions with the inspector beside it. */
export class LivePage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is there before the first request. */
  emptyState(): Locator {
    return this.#page.getByTestId('live-empty');
  }

  async playSample(): Promise<void> {
    await this.#page.getByTestId('sample-play').click();
  }

  filterField(): Locator {
    return this.#page.getByLabel('Filter decisions');
  }

  /** Puts a filter in place of the one there is. */
  async filter(query: string): Promise<void> {
    await this.filterField().fill(query);
    await this.filterField().press('Enter');
  }

  rows(): Locator {
    return this.#page.getByTestId('live-row');
  }

  row(decisionId: string): Locator {
    return this.#page.locator(`[data-testid="live-row"][data-decision-id="${decisionId}"]`);
  }

  /** Empties the log, as if this were another Heimdall. */
  async clearLog(): Promise<void> {
    await this.#page.evaluate(async () => {
      const bridge: { request: (name: string, input: unknown) => Promise<unknown> } | undefined = Reflect.get(
        window,
        'heimdall',
      );
      if (bridge) await bridge.request('decisions.clear', null);
      else await fetch('api/decisions.clear', { method: 'POST', headers: { 'x-heimdall-console': '1' }, body: 'null' });
    });
    await expect(this.rows()).toHaveCount(0);
  }

  /** Opens the inspector on a decision and waits until it shows that one. */
  async inspect(decisionId: string): Promise<Inspector> {
    const row = this.row(decisionId);
    await expect(row).toBeVisible();
    await row.click();
    const inspector = new Inspector(this.#page, decisionId);
    await expect(inspector.root()).toBeVisible();
    await expect(this.#page).toHaveURL(new RegExp(decisionId));
    return inspector;
  }
}

/** Why one decision was made. */
export class Inspector {
  readonly #root: Locator;

  constructor(page: Page, decisionId: string) {
    this.#root = page.locator(`[data-testid="inspector"][data-decision-id="${decisionId}"]`);
  }

  root(): Locator {
    return this.#root;
  }

  model(): Locator {
    return this.#root.getByTestId('inspector-model');
  }

  bucket(): Locator {
    return this.#root.getByTestId('inspector-bucket');
  }

  probability(bucket: 'cheap' | 'mid' | 'hard'): Locator {
    return this.#root.getByTestId(`prob-${bucket}`);
  }

  /** Best first, as in the decision. */
  candidates(): Locator {
    return this.#root.getByTestId('candidate-row');
  }

  /** The sentence that says why. */
  summary(): Locator {
    return this.#root.getByTestId('why-summary');
  }
}
