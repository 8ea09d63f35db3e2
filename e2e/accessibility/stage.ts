import { expect, type Page } from '@playwright/test';
import type { RunningConsole } from '../fixtures/running-console.ts';
import { violations } from '../fixtures/violations.ts';
import type { Endpoint } from '../pages/endpoint.ts';
import type { LatencyPage } from '../pages/latency-page.ts';
import type { LivePage } from '../pages/live-page.ts';
import type { Shell } from '../pages/shell.ts';

/** A console with what can be done to it. */
export interface Stage {
  readonly page: Page;
  readonly running: RunningConsole;
  readonly shell: Shell;
  readonly live: LivePage;
  readonly latency: LatencyPage;
  readonly endpoint: Endpoint;
  /** Of the requests that were made before the first state; empty in an empty console. */
  readonly decisionIds: readonly string[];
}

/** What each view can be: nothing there, on its way, not to be had, there in part or with a mistake, all there. */
export const KINDS = ['empty', 'loading', 'failed', 'partial', 'full'] as const;
export type Kind = (typeof KINDS)[number];

/** Something that a console can show. States of one table follow each other in one console. */
export interface State {
  readonly name: string;
  /** Which state of which view it is; nothing for what opens over one, or shows more of one. */
  readonly of?: readonly [view: string, kind: Kind];
  readonly show: (stage: Stage) => Promise<void>;
}

export const state = (view: string, kind: Kind, show: State['show']): State => ({
  name: `${view}, ${kind}`,
  of: [view, kind],
  show,
});

/** Opens a view by its link; one without a place in the rail on the decisions of the stage. */
export async function openView({ page, decisionIds }: Stage, view: string): Promise<void> {
  const [id = 'dec_gone'] = decisionIds;
  const of = { decision: `/${id}`, compare: `?ids=${decisionIds.join(',')}` }[view] ?? '';
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${view}${of}`);
  await expect(page.locator(`main[aria-label="${view}" i] > *`).first()).toBeVisible();
}

export const opened = (view: string, kind: Kind): State => state(view, kind, (stage) => openView(stage, view));

/** Runs a command of the palette and waits for what it opens. */
export const command = (name: string, words: string, testId: string): State => ({
  name,
  show: async ({ page, shell }) => {
    await page.keyboard.press('Escape');
    await shell.runCommand(words);
    await expect(page.getByTestId(testId).first()).toBeVisible();
  },
});

/** For what stands in the way of one state; the test as a whole has many. */
const STATE_TIMEOUT_MS = 15_000;

/** Shows each state in both themes and collects what breaks the rules of accessibility. */
export async function violationsOf(states: readonly State[], stage: Stage): Promise<string[]> {
  const found: string[] = [];
  stage.page.setDefaultTimeout(STATE_TIMEOUT_MS);
  for (const { name, of, show } of states) {
    await show(stage);
    if (of) await expect(stage.page.locator('main'), name).toHaveAttribute('aria-label', new RegExp(of[0], 'i'));
    // The system's theme: nothing is clicked, so that menus and dialogs stay open.
    await stage.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    found.push(...(await violations(stage.page, `${name}, light`)));
    await stage.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    found.push(...(await violations(stage.page, `${name}, dark`, 'colours')));
  }
  return found;
}
