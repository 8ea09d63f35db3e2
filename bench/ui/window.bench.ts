/**
 * Whether the console still answers while its endpoint is asked as fast as it can answer: `npm run bench:window`. The real app
 * in Electron, and its console in Chromium on a headless host, in turn; app, page and load share the machine's processors.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, test } from '@playwright/test';
import { launchBrowser } from '../../e2e/fixtures/launch-browser.ts';
import { launchElectron } from '../../e2e/fixtures/launch-electron.ts';
import { createHome, type RunningConsole, removeHome } from '../../e2e/fixtures/running-console.ts';
import { Shell, type View } from '../../e2e/pages/shell.ts';
import { root } from '../../scripts/paths.mjs';
import { endlessPrompts, type Measured, measure } from '../gateway/load.ts';
import { currentLoad } from '../machine.ts';
import { readPrompts } from '../read-prompts.ts';
import { at, Measures, machineOf } from './measures.ts';

const SECONDS = Number(process.env.HEIMDALL_BENCH_SECONDS ?? 20);
const ROUNDS = 2;
const CONNECTIONS = 64;
/** Before anything is measured: code is compiled, and the list is full. */
const WARM_UP_SECONDS = 3;
/** Of the time, for frames and questions; the rest is for clicks. */
const WATCHED_SHARE = 0.6;
const VIEWS: readonly View[] = ['tune', 'live', 'map', 'live'];

const CONSOLES = {
  'desktop app': launchElectron,
  browser: launchBrowser,
} as const;

/** All in milliseconds. */
interface Seen {
  readonly frames: number[];
  readonly answers: number[];
  readonly clicks: number[];
  perSecond: number;
}

test('the console while its endpoint is saturated', async () => {
  const loadBefore = currentLoad();
  const nextPrompt = endlessPrompts(await readPrompts(join(root, 'training/data/own_prompts.jsonl')));
  const names = Object.keys(CONSOLES) as (keyof typeof CONSOLES)[];
  const seen = new Map(names.map((name) => [name, { frames: [], answers: [], clicks: [], perSecond: 0 } as Seen]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const home = await createHome();
      const running = await CONSOLES[name]({ home, colorScheme: 'dark' });
      try {
        await watch(running, seen.get(name) as Seen, nextPrompt);
      } finally {
        await running.close();
        await removeHome(home);
      }
    }
  }
  const measures = new Measures();
  for (const [name, { frames, answers, clicks, perSecond }] of seen) {
    measures.add(`${name}: decisions a second`, perSecond / ROUNDS, '', { n: ROUNDS });
    for (const [what, times] of Object.entries({
      'frame to frame': frames,
      'a question of the page': answers,
      'a click on a view': clicks,
    })) {
      const n = times.length;
      measures.add(`${name}: ${what}, p50`, at(times, 0.5), 'ms', { n });
      measures.add(`${name}: ${what}, p99`, at(times, 0.99), 'ms', { n });
    }
  }
  const out = process.env.HEIMDALL_BENCH_RESULTS;
  const machine = machineOf('Electron and Chromium', loadBefore);
  if (out) writeFileSync(out, JSON.stringify({ machine, seconds: SECONDS, measures: measures.all }));
});

async function watch({ page }: RunningConsole, seen: Seen, nextPrompt: () => string): Promise<void> {
  const shell = new Shell(page);
  const target = { origin: await shell.endpointUrl(), path: '/v1/route', headers: {}, model: 'heimdall/auto' };
  const load = { connections: CONNECTIONS, seconds: WARM_UP_SECONDS + SECONDS, stream: false, spreadMs: 0 };
  const under: Promise<Measured> = measure(target, load, nextPrompt);
  await page.waitForTimeout(WARM_UP_SECONDS * 1_000);
  const { frames, answers } = await watchPage(page, SECONDS * WATCHED_SHARE * 1_000);
  seen.frames.push(...frames);
  seen.answers.push(...answers);
  const until = performance.now() + SECONDS * (1 - WATCHED_SHARE) * 1_000;
  for (let turn = 0; performance.now() < until; turn++) {
    const before = performance.now();
    await shell.open(VIEWS[turn % VIEWS.length] as View);
    seen.clicks.push(performance.now() - before);
  }
  const { perSecond, failed } = await under;
  if (failed > 0) throw new Error(`${failed} requests were not answered.`);
  seen.perSecond += perSecond;
}

/** Follows the frames of a page for some milliseconds, while it asks its host the same question again and again. */
function watchPage(page: Page, ms: number): Promise<Pick<Seen, 'frames' | 'answers'>> {
  return page.evaluate(async (time) => {
    const until = performance.now() + time;
    const frames: number[] = [];
    const answers: number[] = [];
    const headers = { 'x-heimdall-console': '1', 'content-type': 'application/json' };
    const ask = async (): Promise<string> =>
      window.heimdall?.request('app.info', null) ??
      (await fetch('api/app.info', { method: 'POST', headers, body: 'null' })).text();
    const followFrames = async (): Promise<void> => {
      for (let last = performance.now(); last < until; ) {
        const now = await new Promise<number>(requestAnimationFrame);
        frames.push(now - last);
        last = now;
      }
    };
    const askAgain = async (): Promise<void> => {
      while (performance.now() < until) {
        const before = performance.now();
        if (!JSON.parse(await ask()).ok) throw new Error('The host refused a question.');
        answers.push(performance.now() - before);
        await new Promise((done) => setTimeout(done, 20));
      }
    };
    await Promise.all([followFrames(), askAgain()]);
    return { frames, answers };
  }, ms);
}
