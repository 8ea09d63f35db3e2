import type { Locator } from '@playwright/test';

/** The number that an element shows, in full: the text is rounded for people, `data-value` is not. */
export async function shownNumber(locator: Locator): Promise<number> {
  const value = await locator.getAttribute('data-value');
  return value === null || value === '' ? Number.NaN : Number(value);
}
