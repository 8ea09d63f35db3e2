/** What people set for themselves: larger text, forced colours, less motion, a voice that reads. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { VIEW_IDS } from '../../src/renderer/views.ts';
import { expect, test } from '../fixtures/console-test.ts';
import { violations } from '../fixtures/violations.ts';
import { prompts } from '../prompts.ts';
import { openView, type Stage } from './stage.ts';

/** Where pictures go, to be looked at; nowhere by default. */
const pictures = process.env.HEIMDALL_PICTURES;

async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Some decisions of every kind, and a way to each view. */
const staged = test.extend<{ stage: Stage }>({
  stage: async ({ endpoint, latency, live, running, shell }, use) => {
    const decisionIds: string[] = [];
    for (const text of Object.values(prompts)) decisionIds.push((await endpoint.chat(text)).decisionId);
    await expect(live.rows()).toHaveCount(decisionIds.length);
    await use({ page: running.page, running, shell, live, latency, endpoint, decisionIds });
  },
});

/** What may be wider than the page: it scrolls in itself (WCAG 1.4.10 leaves out what needs two dimensions). */
const WIDE = 'table, [role="grid"], pre, code, canvas, svg, .u-wrap';

/** What reaches over an edge of the page or of what it lies in, and is neither wide by nature nor cut with an ellipsis. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate((wide) => {
    const over = [...document.querySelectorAll('body *')].filter((element) => {
      const left = element.closest(`.sr-only, [aria-hidden="true"], ${wide}`);
      if (left !== null || !element.checkVisibility() || element.getBoundingClientRect().width <= 1) return false;
      const { left: start, right: end } = element.getBoundingClientRect();
      if (element.querySelector(wide) !== null) return false;
      if (getComputedStyle(element.parentElement as Element).textOverflow === 'ellipsis') return false;
      return end > innerWidth + 1 || start < -1;
    });
    return over.map((element) => element.outerHTML.slice(0, 140));
  }, WIDE);
}

/** Buttons, links and fields that lie over each other. */
function overlapping(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll('main a[href], main button, main input, main select')].filter(
      (element) => element.checkVisibility() && element.getClientRects().length > 0,
    );
    // A link that goes over two lines has two boxes.
    const boxes = controls.flatMap((element) => [...element.getClientRects()].map((box) => ({ element, box })));
    return boxes.flatMap(({ element: one, box: a }, index) =>
      boxes.slice(index + 1).flatMap(({ element: other, box: b }) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const apart =
          one === other ||
          across < 3 ||
          down < 3 ||
          one.contains(other) ||
          one.parentElement === other.parentElement?.parentElement;
        return apart ? [] : [`${one.outerHTML.slice(0, 90)} and ${other.outerHTML.slice(0, 90)}`];
      }),
    );
  });
}

for (const [zoom, size] of [
  ['200 %', { width: 640, height: 400 }],
  ['400 %', { width: 320, height: 256 }],
] as const) {
  staged(`at ${zoom} nothing is cut off, and no page scrolls both ways`, async ({ stage }) => {
    staged.setTimeout(180_000);
    const { page } = stage;
    await page.setViewportSize(size);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const wrong: string[] = [];
    for (const view of VIEW_IDS) {
      await openView(stage, view);
      wrong.push(...(await violations(page, view)));
      wrong.push(...(await cutOff(page)).map((element) => `${view}: cut off ${element}`));
      wrong.push(...(await overlapping(page)).map((pair) => `${view}: on each other ${pair}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) wrong.push(`${view}: the page is ${wide} px too wide`);
      await picture(page, `zoom-${size.width}-${view}`);
    }
    expect(wrong).toEqual([]);
  });
}

staged('nothing moves for those who want less motion', async ({ stage }) => {
  const { page } = stage;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving: string[] = [];
  const look = async (name: string): Promise<void> => {
    const running = await page.evaluate(() =>
      document
        .getAnimations()
        .flatMap(({ playState, effect }) =>
          playState === 'running' && effect instanceof KeyframeEffect ? [effect.target?.outerHTML.slice(0, 80)] : [],
        ),
    );
    moving.push(...running.map((element) => `${name}: ${element}`));
  };
  for (const view of VIEW_IDS) {
    await openView(stage, view);
    await look(view);
  }
  await stage.shell.openPalette();
  await look('palette');
  expect(moving).toEqual([]);
});

staged('forced colours: what is selected, pressed or focused still shows', async ({ stage }) => {
  const { page, live, decisionIds } = stage;
  await page.emulateMedia({ forcedColors: 'active' });
  await live.inspect(decisionIds[0] ?? '');
  const ground = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  const highlight = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    Object.assign(probe.style, { forcedColorAdjust: 'none', background: 'Highlight' });
    const { backgroundColor } = getComputedStyle(probe);
    probe.remove();
    return backgroundColor;
  });
  await page.getByTestId('live-grid').focus();
  await page.keyboard.press('Space');
  for (const [chosen, other] of [
    ['[data-testid="live-row"][aria-selected="true"]', '[data-testid="live-row"][aria-selected="false"]'],
    ['[role="tab"][aria-selected="true"]', '[role="tab"][aria-selected="false"]'],
    ['nav a[aria-current="page"]', 'nav a:not([aria-current])'],
    ['main button[aria-pressed="true"]', 'main button[aria-pressed="false"]'],
  ] as const) {
    expect(await ground(chosen), chosen).toBe(highlight);
    expect(await ground(other), other).not.toBe(highlight);
  }
  for (const view of VIEW_IDS) {
    await openView(stage, view);
    await picture(page, `forced-${view}`);
  }
});

test('a burst of a thousand decisions is told in a sentence, not in a thousand', async ({ endpoint, running }) => {
  const { page } = running;
  await endpoint.route(prompts.greeting);
  await page.getByTestId('live-grid').focus();
  await page.evaluate(() => {
    const spoken: string[] = [];
    Object.assign(window, { spoken });
    new MutationObserver((changes) => {
      const regions = changes.map(({ target }) =>
        (target instanceof Element ? target : target.parentElement)?.closest(
          '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], output',
        ),
      );
      for (const region of new Set(regions)) if (region) spoken.push(region.textContent ?? '');
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const started = Date.now();
  for (let sent = 0; sent < 1_000; sent += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => endpoint.route(`${prompts.greeting} ${sent + index}`)));
  }
  await expect(page.getByTestId('live-news')).toHaveText(/new decisions/);
  await expect(page.getByTestId('live-news')).toHaveText('', { timeout: 15_000 });
  const seconds = (Date.now() - started) / 1_000;
  const spoken = await page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  const sentences = spoken.filter((text) => text !== '');
  expect(sentences.length, sentences.join('\n')).toBeGreaterThan(0);
  expect(sentences.length, sentences.join('\n')).toBeLessThanOrEqual(Math.ceil(seconds / 5));
  const told = sentences.reduce((sum, text) => sum + Number(text.replace(/[^\d].*$/, '').replace(/,/g, '')), 0);
  expect(told).toBeGreaterThan(0);
});
