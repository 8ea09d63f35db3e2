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

  /** Moves over the canvas, from its middle outwards, until the card of some decision is shown. */
  async findPoint(): Promise<{ id: string; x: number; y: number }> {
    const box = await this.canvas().boundingBox();
    if (box === null) throw new Error('The map is not shown.');
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    // Rings that are nearer to each other than the reach of the pointer.
    for (let radius = 0; radius < box.height / 2; radius += 14) {
      const steps = Math.max(1, Math.ceil((2 * Math.PI * radius) / 14));
      for (let step = 0; step < steps; step++) {
        const angle = (2 * Math.PI * step) / steps;
        const [x, y] = [middle.x + radius * Math.cos(angle), middle.y + radius * Math.sin(angle)];
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
