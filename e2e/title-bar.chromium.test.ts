import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/console-test.ts';

const WIDTHS = [640, 800, 960, 1000, 1001, 1120, 1121, 1200, 1201, 1280, 1400, 1401, 1500] as const;
/** Narrower than this the address may end in dots. */
const WHOLE_ADDRESS = 800;
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

/** The address of the endpoint when its end is not shown, else null. */
function cutAddress(page: Page): Promise<string | null> {
  return page
    .getByTestId('endpoint-url')
    .evaluate((part) => (part.scrollWidth > part.clientWidth ? part.textContent : null));
}

async function checkAllWidths(page: Page, state: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 700 });
    expect(await collisions(page, width), `${state}, ${width} px`).toEqual([]);
    if (width >= WHOLE_ADDRESS) expect(await cutAddress(page), `${state}, ${width} px`).toBeNull();
    if (process.env.HEIMDALL_PICTURES) {
      await page.screenshot({ path: join(process.env.HEIMDALL_PICTURES, `title-${state}-${width}.png`) });
    }
  }
}

test('nothing in the title bar overlaps or is cut off, however narrow, with everything in it', async ({
  live,
  running,
  shell,
}) => {
  const { page, home } = running;
  await live.playSample();
  writeFileSync(join(home, 'heimdall.yaml'), 'router: { alpha: 9 }\n');
  await expect(page.getByTestId('ribbon-config')).toBeVisible();
  await expect(page.getByTestId('ribbon-sample')).toBeVisible();
  await expect(page.getByTestId('ribbon-simulated')).toBeVisible();
  await checkAllWidths(page, 'three ribbons');
  await shell.clearSample();
  await expect(page.getByTestId('ribbon-sample')).toBeHidden();
  await checkAllWidths(page, 'two ribbons');
  writeFileSync(join(home, 'heimdall.yaml'), 'router: { alpha: 0.5 }\n');
  await expect(page.getByTestId('ribbon-config')).toBeHidden();
  await checkAllWidths(page, 'one ribbon');
});
