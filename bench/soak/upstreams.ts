/** Providers that mostly answer, and now and then fail in every way that providers do. */
import { FakeAnthropicUpstream } from '../../test/fakes/anthropic-upstream.ts';
import { FakeGeminiUpstream } from '../../test/fakes/gemini-upstream.ts';
import { CHAT_PROTOCOL, FakeOpenAiUpstream } from '../../test/fakes/openai-upstream.ts';
import { RESPONSES_PROTOCOL } from '../../test/fakes/responses-upstream.ts';
import {
  ScriptedUpstream,
  type UpstreamRequest,
  type UpstreamScript,
  unusedPort,
  type WireProtocol,
} from '../../test/fakes/scripted-upstream.ts';
import { TOOL } from '../../test/integration/dialect-clients.ts';

/** Milliseconds that the host waits for the first byte, and for the next one; faults are shorter or longer than that. */
export const PATIENCE_MS = 1_500;
/** Of all calls of a provider. */
const FAULTY_SHARE = 0.08;

const FAULTS: readonly UpstreamScript[] = [
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 529 },
  { kind: 'cut', afterChunks: 0 },
  { kind: 'cut', afterChunks: 4 },
  { kind: 'short', afterChunks: 3 },
  { kind: 'stall', afterChunks: 0 },
  { kind: 'stall', afterChunks: 4 },
  { kind: 'stall', afterChunks: 3, ms: PATIENCE_MS / 2 },
  { kind: 'raw', type: 'text/html', body: '<html>not what was asked for</html>' },
  { kind: 'raw', type: 'text/event-stream', body: 'data: {"choices": garbage\n\n' },
  { kind: 'slow', ms: PATIENCE_MS / 2 },
  { kind: 'slow', ms: PATIENCE_MS * 2 },
  { kind: 'encoded', encoding: 'gzip' },
  { kind: 'drop' },
];

/** OpenAI has both of its protocols under one base URL. */
const OPENAI: WireProtocol = {
  ...CHAT_PROTOCOL,
  other: (request) => of(request).other?.(request) ?? null,
  answer: (request, content) => of(request).answer(request, content),
  frames: (request, content) => of(request).frames(request, content),
};

function of({ path }: UpstreamRequest): WireProtocol {
  return path.includes('/responses') ? RESPONSES_PROTOCOL : CHAT_PROTOCOL;
}

export interface Upstreams {
  /** Section `providers` of the host's settings. */
  readonly providers: Readonly<Record<string, unknown>>;
  /** Model of a provider that refuses connections. */
  readonly refusingModel: string;
  /** From now on calls fail, or no longer. */
  faulty: boolean;
  stop(): Promise<void>;
}

/** @param keyEnv Name of the environment variable that holds the providers' key. */
export async function startUpstreams(keyEnv: string): Promise<Upstreams> {
  const servers = {
    openai: new ScriptedUpstream(OPENAI),
    openrouter: new FakeOpenAiUpstream(),
    deepseek: new FakeOpenAiUpstream(),
    google: new FakeGeminiUpstream(),
    anthropic: new FakeAnthropicUpstream(),
  };
  const dialects: Readonly<Record<string, string>> = { google: 'gemini', anthropic: 'anthropic' };
  const providers: Record<string, unknown> = {
    gone: {
      base_url: `http://127.0.0.1:${await unusedPort()}/v1`,
      requires_key: false,
      discover: false,
      models: [{ id: 'gone/model' }],
    },
  };
  const state = { faulty: false };
  for (const [name, server] of Object.entries(servers)) {
    await server.start();
    server.otherwise = (request) => {
      // Nobody looks at them, and there will be a million.
      server.requests.length = 0;
      if (state.faulty && Math.random() < FAULTY_SHARE) return oneOf(FAULTS);
      const asked = request.body.tools !== undefined && Math.random() < 0.5;
      return asked ? { kind: 'tool-call', ...TOOL } : { kind: 'answer', chunkMs: 2 };
    };
    providers[name] = {
      base_url: server.baseUrl,
      dialect: dialects[name] ?? 'openai-chat',
      api_key_env: keyEnv,
      discover: false,
    };
  }
  return {
    providers,
    refusingModel: 'gone/model',
    get faulty() {
      return state.faulty;
    },
    set faulty(value) {
      state.faulty = value;
    },
    stop: async () => {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
    },
  };
}

export function oneOf<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)] as T;
}
