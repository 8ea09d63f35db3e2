/** What goes on beside the requests: a console that looks on, others that come and go, questions, and edits of settings. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const HEADERS = { 'x-heimdall-console': '1', 'content-type': 'application/json' };
const HOUR = () => ({ from_ms: Date.now() - 3_600_000, filter: [], sample: false });

/** What a console asks while somebody looks at it. */
const QUESTIONS: readonly (() => readonly [string, unknown])[] = [
  () => ['decisions.page', { limit: 200 }],
  () => ['decisions.count', { filter: [{ is: 'error', negated: false }] }],
  () => ['latency.profile', HOUR()],
  () => ['savings.report', { ...HOUR(), baseline: { kind: 'best' } }],
  () => ['map.points', HOUR()],
  () => ['cache.overview', HOUR()],
  () => ['models.health', null],
  () => ['cache.stats', null],
];

/** Holds questions and edits up while it is looked at what the host holds: their answers are not a leak. */
export class Rest {
  #wanted = false;
  #running = 0;

  /** Resolves when nothing runs any more. */
  async begin(): Promise<void> {
    this.#wanted = true;
    while (this.#running > 0) await sleep(10);
  }

  end(): void {
    this.#wanted = false;
  }

  async during(work: () => Promise<void>): Promise<void> {
    while (this.#wanted) await sleep(10);
    this.#running++;
    try {
      await work();
    } finally {
      this.#running--;
    }
  }
}

/** Runs until `signal`; what goes wrong is told. */
export async function besides(
  url: string,
  settingsFile: string,
  { signal, rest, onWrong }: { signal: AbortSignal; rest: Rest; onWrong: (what: string) => void },
): Promise<void> {
  const until = async (work: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; !signal.aborted; turn++) {
      try {
        await work(turn);
      } catch (error) {
        if (!signal.aborted) onWrong(`beside the traffic: ${(error as Error).stack}`);
        await sleep(200);
      }
    }
  };
  const ask = async (name: string, input: unknown): Promise<void> => {
    const response = await fetch(`${url}/console/api/${name}`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(input),
      signal,
    });
    const text = await response.text();
    if (response.status !== 200) onWrong(`${name} answered ${response.status}: ${text.slice(0, 200)}`);
  };
  await Promise.all([
    until(() => lookOn(url, signal)),
    until(async () => lookOn(url, AbortSignal.any([signal, AbortSignal.timeout(1_500)]))),
    until(async (turn) => {
      const [name, input] = (QUESTIONS[turn % QUESTIONS.length] as (typeof QUESTIONS)[number])();
      await rest.during(() => ask(name, input));
      await sleep(250);
    }),
    until(async (turn) => {
      await rest.during(() => ask('settings.set', { max_age_days: 60 + (turn % 30) }));
      await sleep(1_500);
      const alpha = (30 + (turn % 60)) / 100;
      writeFileSync(settingsFile, readFileSync(settingsFile, 'utf8').replace(/alpha: [\d.]+/, `alpha: ${alpha}`));
      await sleep(1_500);
    }),
  ]);
}

/** Reads the console's events until it is told to leave. */
async function lookOn(url: string, signal: AbortSignal): Promise<void> {
  try {
    const { body } = await fetch(`${url}/console/events`, { headers: HEADERS, signal });
    for await (const _piece of body as unknown as AsyncIterable<Uint8Array>);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
