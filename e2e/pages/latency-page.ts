import { expect, type Locator, type Page } from '@playwright/test';

/** Where the milliseconds go. */
export class LatencyPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async choose(...values: ('5m' | '1h' | '24h' | 'sample' | 'heimdall' | 'upstream' | 'total')[]): Promise<void> {
    for (const value of values) await this.#page.getByTestId(`latency-${value}`).click();
  }

  /** How many requests the numbers stand on. */
  count(): Locator {
    return this.#page.getByTestId('latency-n');
  }

  chart(name: 'percentiles' | 'histogram' | 'heatmap'): Locator {
    return this.#page.getByTestId(`chart-${name}`);
  }

  /** What is brushed, in words. */
  brushed(): Locator {
    return this.#page.getByTestId('brush-chip');
  }

  /** Drags over the histogram, from and to a share of its width. */
  async brush(from: number, to: number): Promise<void> {
    const box = await this.#page.getByTestId('histogram-bars').boundingBox();
    if (box === null) throw new Error('The histogram is not shown.');
    const y = box.y + box.height / 3;
    await this.#page.mouse.move(box.x + from * box.width, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(box.x + ((from + to) / 2) * box.width, y, { steps: 4 });
    await this.#page.mouse.move(box.x + to * box.width, y, { steps: 4 });
    await this.#page.mouse.up();
    await expect(this.brushed()).toBeVisible();
  }

  /** Drags over the percentiles, from and to a share of the window. */
  async zoom(from: number, to: number): Promise<void> {
    const box = await this.chart('percentiles').locator('.u-over').boundingBox();
    if (box === null) throw new Error('The percentiles are not shown.');
    const y = box.y + box.height / 2;
    await this.#page.mouse.move(box.x + from * box.width, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(box.x + ((from + to) / 2) * box.width, y, { steps: 4 });
    await this.#page.mouse.move(box.x + to * box.width, y, { steps: 4 });
    await this.#page.mouse.up();
    await expect(this.#page).toHaveURL(/at%3A/);
  }

  openBrushed(): Promise<void> {
    return this.#page.getByTestId('brush-open').click();
  }
}
