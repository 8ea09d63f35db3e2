/** A real gateway on a free port, around a scripted router and a recorder in memory. */
import type { Clock, Logger } from '../../src/core/ports.ts';
import {
  createGateway,
  type DecisionRecorder,
  type DecisionStart,
  type Gateway,
  type GatewayModel,
  type GatewayOptions,
  type ListeningAddress,
  type ProviderConnection,
} from '../../src/gateway/gateway.ts';
import type { Outcome } from '../../src/shared/decision.ts';
import { parseSettings, type Settings, type SettingsInput } from '../../src/shared/settings-schema.ts';
import { ScriptedRouter } from './scripted-router.ts';

export const systemClock: Clock = { now: () => Date.now(), monotonicMs: () => performance.now() };

/** Keeps what was recorded, and lets tests wait for outcomes: they come after the answer. */
class MemoryRecorder implements DecisionRecorder {
  readonly started: DecisionStart[] = [];
  readonly outcomes = new Map<string, Outcome>();

  begin(start: DecisionStart): void {
    this.started.push(start);
  }

  update(decisionId: string, outcome: Outcome): void {
    this.outcomes.set(decisionId, outcome);
  }

  /** The outcome of the newest decision, waiting up to two seconds for it to end. */
  async lastOutcome(): Promise<Outcome> {
    const deadline = Date.now() + 2_000;
    for (;;) {
      const id = this.started.at(-1)?.decision.id;
      const outcome = id === undefined ? undefined : this.outcomes.get(id);
      if (outcome !== undefined) return outcome;
      if (Date.now() > deadline) throw new Error('no outcome was recorded');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** Keeps log lines, so that tests can look for what must not be in them. */
export class MemoryLogger implements Logger {
  readonly lines: string[] = [];
  debug = this.#writer('debug');
  info = this.#writer('info');
  warn = this.#writer('warn');
  error = this.#writer('error');

  #writer(level: string): (message: string, fields?: Readonly<Record<string, unknown>>) => void {
    return (message, fields) => {
      const printable = fields === undefined ? '' : JSON.stringify({ ...fields, error: String(fields.error ?? '') });
      this.lines.push(`${level} ${message} ${printable}`);
    };
  }
}

export interface Harness {
  readonly gateway: Gateway;
  readonly address: ListeningAddress;
  readonly router: ScriptedRouter;
  readonly recorder: MemoryRecorder;
  readonly logger: MemoryLogger;
  readonly providers: Map<string, ProviderConnection>;
  settings: Settings;
  accessToken: string | null;
  /** Sends a request; paths start with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a body as JSON (or as it is, when it is text) to `/v1/chat/completions`. */
  chat(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

const TEST_MODELS: readonly GatewayModel[] = [
  { id: 'gpt-test', created: 1_750_000_000, ownedBy: 'openai', contextTokens: 400_000 },
  { id: 'gemini-test', created: 1_750_000_000, ownedBy: 'google', contextTokens: 1_000_000 },
  { id: 'qwen/qwen-test', created: 1_750_000_000, ownedBy: 'qwen', contextTokens: null },
];

/** Settings with a free port and the given changes. */
export function testSettings(changes: SettingsInput = {}): Settings {
  const parsed = parseSettings({ ...changes, gateway: { port: 0, ...changes.gateway } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.settings;
}

/** A connection to a server of a test. */
export function testProvider(
  name: string,
  baseUrl: string,
  apiKey: string | null = `key-of-${name}`,
  dialect: ProviderConnection['dialect'] = 'openai-chat',
): ProviderConnection {
  return {
    name,
    baseUrl,
    dialect,
    apiKey,
    requiresKey: true,
    keySource: apiKey === null ? null : `env ${name.toUpperCase()}_KEY`,
  };
}

/** Starts a gateway; close it with `harness.gateway.close(0)`. */
export async function startGateway(
  settings: SettingsInput = {},
  changes: Partial<GatewayOptions> = {},
): Promise<Harness> {
  const router = new ScriptedRouter();
  const recorder = new MemoryRecorder();
  const logger = new MemoryLogger();
  const providers = new Map<string, ProviderConnection>();
  const state = { settings: testSettings(settings), accessToken: null as string | null };
  const gateway = createGateway({
    router: () => router,
    settings: () => state.settings,
    catalog: () => ({
      models: () => TEST_MODELS,
      resolve: (modelId) => ({ upstreamId: `${modelId}-upstream` }),
      contextTokens: (modelId) => TEST_MODELS.find(({ id }) => id === modelId)?.contextTokens ?? null,
      price: (modelId) => (modelId === 'gpt-test' ? { inputUsdPerMtok: 1, outputUsdPerMtok: 10 } : null),
    }),
    providers: () => providers,
    accessToken: () => state.accessToken,
    artifactVersion: () => 'artifact-test',
    recorder,
    logger,
    clock: systemClock,
    version: '0.0.0-test',
    simulatorChunkMs: 1,
    ...changes,
  });
  const address = await gateway.listen();
  const post = (path: string, init?: RequestInit) => fetch(`${address.url}${path}`, init);
  return {
    gateway,
    address,
    router,
    recorder,
    logger,
    providers,
    get settings() {
      return state.settings;
    },
    set settings(value) {
      state.settings = value;
    },
    get accessToken() {
      return state.accessToken;
    },
    set accessToken(value) {
      state.accessToken = value;
    },
    fetch: post,
    chat: (body, headers) =>
      post('/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
