import type { ChatRequest, Logger, Router, Routing } from '../../core/index.ts';
import { seededRandom } from '../../core/index.ts';
import type { EventHub } from '../console/event-hub.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { SAMPLE_PROMPTS, type SamplePrompt } from './sample-prompts.ts';
import { simulateOutcome } from './simulate-outcome.ts';

/** Twenty a second. Milliseconds. */
const INTERVAL_MS = 50;
const SEED = 4141;
/** Share of prompts that come a second time, so that the cache has something to show. */
const REPEAT_SHARE = 0.15;

export interface SamplePlayerOptions {
  /** Makes a router of its own for each play, so that the sample leaves the cache of real traffic alone. */
  readonly createRouter: () => Router;
  readonly log: DecisionLog;
  readonly hub: EventHub;
  readonly logger: Logger;
  readonly intervalMs?: number;
  /** Called with each decision. */
  readonly onDecided?: (routing: Routing, request: ChatRequest) => void;
}

/**
 * Plays the built-in prompts through the real router. Decisions are real; answers are made up and nothing is called.
 * Every record is marked as sample, and one command removes them all.
 */
export class SamplePlayer {
  readonly #options: SamplePlayerOptions;
  #timers = new Set<NodeJS.Timeout>();
  #playing = false;
  /** Rises with each start and stop: late answers of an earlier play are dropped. */
  #generation = 0;

  constructor(options: SamplePlayerOptions) {
    this.#options = options;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Starts over, replacing what an earlier play left. False when it is already playing. */
  play(): boolean {
    if (this.#playing) return false;
    const { log, hub, logger } = this.#options;
    this.stop();
    if (log.clear('sample') > 0) hub.removed('sample');
    this.#playing = true;
    this.#run(this.#generation).catch((error: unknown) => logger.error('sample traffic stopped', { error }));
    return true;
  }

  /** Stops in the middle; what was recorded stays. */
  stop(): void {
    this.#playing = false;
    this.#generation++;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #run(generation: number): Promise<void> {
    const random = seededRandom(SEED);
    const router = this.#options.createRouter();
    try {
      for (const prompt of playlist(random)) {
        await this.#wait(this.#options.intervalMs ?? INTERVAL_MS);
        if (generation !== this.#generation) return;
        await this.#playOne(router, prompt, random, generation);
      }
    } finally {
      if (generation === this.#generation) this.#playing = false;
    }
  }

  async #playOne(router: Router, prompt: SamplePrompt, random: () => number, generation: number): Promise<void> {
    const { log, hub, logger, onDecided } = this.#options;
    const request = toRequest(prompt);
    let routing: Routing;
    try {
      routing = await router.decide(request, {});
    } catch (error) {
      // A configuration may leave no model for one prompt; the others still play.
      logger.debug('a sample prompt was not routed', { error });
      return;
    }
    if (generation !== this.#generation) return;
    const { decision } = routing;
    onDecided?.(routing, request);
    const outcome = simulateOutcome(decision, prompt.app !== 'batch', random);
    const record = log.append({
      decision,
      outcome: outcome.pending,
      app: prompt.app,
      dialect: 'sample',
      promptText: prompt.text,
      sample: true,
    });
    hub.added(record);
    this.#later(outcome.afterMs, () => {
      log.update(decision.id, outcome.final);
      hub.updated(decision.id, outcome.final);
    });
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#later(ms, resolve));
  }
}

/** The prompts in a seeded order, some of them again a little later. */
function playlist(random: () => number): SamplePrompt[] {
  const order = SAMPLE_PROMPTS.map((prompt) => ({ prompt, place: random() })).sort(
    (one, other) => one.place - other.place,
  );
  const list: SamplePrompt[] = [];
  for (const { prompt } of order) {
    list.push(prompt);
    const earlier = list[list.length - 1 - Math.floor(random() * Math.min(8, list.length))];
    if (random() < REPEAT_SHARE && earlier !== undefined) list.push(earlier);
  }
  return list;
}

function toRequest(prompt: SamplePrompt): ChatRequest {
  const messages = [
    ...(prompt.system === undefined ? [] : [{ role: 'system' as const, text: prompt.system, images: 0, toolCalls: 0 }]),
    { role: 'user' as const, text: prompt.text, images: prompt.images ?? 0, toolCalls: 0 },
  ];
  return {
    model: prompt.model ?? 'heimdall/auto',
    messages,
    tools: prompt.tools ?? 0,
    toolsChars: (prompt.tools ?? 0) * 420,
    jsonMode: prompt.json ?? false,
    stream: prompt.app !== 'batch',
    maxOutputTokens: null,
  };
}
