import { expect, type Locator, type Page } from '@playwright/test';

/** The map of decisions. */
export class MapPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  canvas(): Locator {
    return this.#page.getByTestId('map-canvas');
  }

  card(): Locator {
    return this.#page.getByTestId('map-card');
  }

  cluster(): Locator {
    return this.#page.getByTestId('map-cluster');
  }

  /** Walks over the canvas in steps until the card of some decision is shown; returns its id and where it is. */
  async findPoint(): Promise<{ id: string; x: number; y: number }> {
    const box = await this.canvas().boundingBox();
    if (box === null) throw new Error('The map is not shown.');
    const step = 14;
    for (let y = box.y + step; y < box.y + box.height; y += step) {
      for (let x = box.x + step; x < box.x + box.width; x += step) {
        await this.#page.mouse.move(x, y);
        if ((await this.card().count()) === 0) continue;
        const id = await this.card().getAttribute('data-decision-id');
        if (id !== null) return { id, x, y };
      }
    }
    throw new Error('No point was found on the map.');
  }

  async waitForPoints(count: number): Promise<void> {
    await expect
      .poll(async () => Number(await this.canvas().getAttribute('data-points')), { timeout: 15_000 })
      .toBeGreaterThanOrEqual(count);
  }
}
