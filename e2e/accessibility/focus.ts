import type { Page } from '@playwright/test';

/** What has the focus, as its user sees it. */
export interface Focused {
  /** The same for the same element for as long as the page lives. */
  readonly key: number;
  readonly name: string;
  readonly parent: number;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  /** Drawn with an outline, or a line of its colour at the head of a page. */
  readonly visible: boolean;
  /** At least in part on the screen, with nothing over it (WCAG 2.4.11). */
  readonly uncovered: boolean;
}

declare global {
  interface Window {
    /** Numbers of elements, for as long as the page lives. */
    focusKeys?: WeakMap<Element, number> & { next?: number };
  }
}

/** Null where nothing in the page has it: between the last control and the first. */
export function focused(page: Page): Promise<Focused | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement || element instanceof SVGElement) || element === document.body) return null;
    window.focusKeys ??= new WeakMap();
    const keys = window.focusKeys;
    const keyOf = (one: Element): number => {
      const key = keys.get(one) ?? (keys.next ?? 0) + 1;
      if (!keys.has(one)) {
        keys.set(one, key);
        keys.next = key;
      }
      return key;
    };
    const box = element.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const ring = getComputedStyle(document.documentElement).getPropertyValue('--focus').trim();
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = ring;
    const ringColor = getComputedStyle(probe).color;
    probe.remove();
    // A whole page shows it at its head.
    const atItsHead = [...element.children].some((child) => {
      const { borderBottomColor, borderBottomWidth } = getComputedStyle(child);
      return borderBottomColor === ringColor && Number.parseFloat(borderBottomWidth) >= 2;
    });
    const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y] as const));
    const uncovered = points.some(([x, y]) => {
      const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return (
        hit !== null && (element.contains(hit) || hit.contains(element) || hit.closest('label')?.contains(element))
      );
    });
    const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return {
      key: keyOf(element),
      name: `${element.tagName.toLowerCase()} "${words.trim().slice(0, 40)}"`,
      parent: element.parentElement === null ? 0 : keyOf(element.parentElement),
      left: box.left,
      top: box.top,
      bottom: box.bottom,
      visible: atItsHead || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1),
      uncovered: uncovered === true,
    };
  });
}

/** Everything that Tab stops at, in order, once round. Fails when it does not come round. */
export async function walk(page: Page): Promise<readonly Focused[]> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const stops: Focused[] = [];
  for (let step = 0; step < 400; step++) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop?.key === stops[0]?.key && stop) return stops;
    // Out of the page, on the way from its last control to its first.
    if (stop === null) continue;
    if (stop.key === stops.at(-1)?.key) throw new Error(`Tab does not leave ${stop.name}.`);
    stops.push(stop);
  }
  throw new Error(`Tab did not come round in ${stops.length} stops, the last at ${stops.at(-1)?.name}.`);
}

/** Controls that can be seen and used, but that no Tab stopped at. Those of a group with one stop count as one. */
export function unreached(page: Page, stops: readonly Focused[]): Promise<readonly string[]> {
  return page.evaluate(
    (reached) => {
      const controls = document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary');
      return [...controls]
        .filter((control) => {
          const inactive =
            control.matches(':disabled, [aria-hidden="true"] *, [inert] *') || !control.checkVisibility();
          const grouped =
            control.tabIndex < 0 ||
            (control instanceof HTMLInputElement && control.type === 'radio' && !control.checked) ||
            control.getClientRects().length === 0;
          return !inactive && !grouped && !reached.includes(window.focusKeys?.get(control) ?? -1);
        })
        .map((control) => control.outerHTML.slice(0, 120));
    },
    stops.map(({ key }) => key),
  );
}
