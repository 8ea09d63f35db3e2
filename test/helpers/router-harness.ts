/** A router on the tiny artifact with a hand-driven clock, for tests of what decides what. */
import {
  type ChatRequest,
  type Clock,
  createRouter,
  type Logger,
  loadArtifact,
  promptRequest,
  type Router,
  type RouterConfig,
  type RouterOptions,
} from '../../src/core/index.ts';
import { parseSettings, type SettingsInput } from '../../src/shared/settings-schema.ts';
import { readerOf, sha256, tinyArtifactFiles } from './tiny-artifact.ts';

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function manualClock(start = 1_700_000_000_000): ManualClock {
  let now = 0;
  return {
    now: () => start + now,
    monotonicMs: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

export function routerConfig(input: SettingsInput = {}, change: Partial<RouterConfig> = {}): RouterConfig {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return {
    settings: parsed.settings,
    revision: 'r1',
    configuredProviders: new Set(['openai', 'google', 'openrouter']),
    simulatorActive: false,
    extraModels: new Map(),
    ...change,
  };
}

export interface Harness {
  readonly router: Router;
  readonly clock: ManualClock;
  setConfig(config: RouterConfig): void;
}

export async function createHarness(config = routerConfig(), options: Partial<RouterOptions> = {}): Promise<Harness> {
  const clock = manualClock();
  let inForce = config;
  let next = 0;
  const router = createRouter({
    artifact: await loadArtifact(readerOf(tinyArtifactFiles()), sha256),
    config: () => inForce,
    clock,
    ids: () => `dec_${++next}`,
    logger: silentLogger,
    ...options,
  });
  return {
    router,
    clock,
    setConfig: (changed) => {
      inForce = changed;
    },
  };
}

/** A one-turn request. */
export function ask(text: string, change: Partial<ChatRequest> = {}): ChatRequest {
  return { ...promptRequest(text), ...change };
}
