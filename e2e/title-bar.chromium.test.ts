import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/console-test.ts';

const WIDTHS = [640, 800, 960, 1120, 1121, 1280] as const;
const PARTS = 'header button, header [data-testid^="ribbon"], header [data-testid^="endpoint-"]';

/** Parts of the title bar that lie over each other or outside of the page, in words. */
function collisions(page: Page, width: number): Promise<string[]> {
  return page.locator(PARTS).evaluateAll((found, pageWidth) => {
    const parts = found.map((part) => ({ part, box: part.getBoundingClientRect(), name: part.textContent ?? '' }));
    const outside = parts
      .filter(({ box }) => box.left < 0 || box.right > pageWidth)
      .map(({ name }) => `${name} is outside`);
    const over = parts.flatMap((one, index) =>
      parts
        .slice(index + 1)
        .filter(({ part, box }) => {
          const apart =
            box.left >= one.box.right ||
            box.right <= one.box.left ||
            box.top >= one.box.bottom ||
            box.bottom <= one.box.top;
          return !apart && !one.part.contains(part) && !part.contains(one.part);
        })
        .map(({ name }) => `${name} over ${one.name}`),
    );
    return [...outside, ...over];
  }, width);
}

test('nothing in the title bar overlaps or is cut off, however narrow, with everything in it', async ({
  live,
  running,
}) => {
  const { page, home } = running;
  await live.playSample();
  writeFileSync(join(home, 'heimdall.yaml'), 'router: { alpha: 9 }\n');
  await expect(page.getByTestId('ribbon-config')).toBeVisible();
  await expect(page.getByTestId('ribbon-sample')).toBeVisible();
  await expect(page.getByTestId('ribbon-simulated')).toBeVisible();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 700 });
    expect(await collisions(page, width), `at ${width} px`).toEqual([]);
    if (process.env.HEIMDALL_PICTURES) {
      await page.screenshot({ path: join(process.env.HEIMDALL_PICTURES, `title-${width}.png`) });
    }
  }
});
