/** A host made of arrays, behind the same client as the real one. For tests and for working on the views. */
import {
  type ConsoleError,
  type ConsoleEvent,
  type ConsoleEventName,
  type ConsoleOutput,
  type ConsoleParsedInput,
  type ConsoleRequestName,
  consoleRequests,
} from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { createConsoleClient } from '../lib/console-client.ts';
import type { RendererClient } from '../lib/transport.ts';
import { fakeAnalytics } from './fake/analytics.ts';
import { fakeApp } from './fake/app.ts';
import { fakeCaches } from './fake/caches.ts';
import { fakeCatalog } from './fake/catalog.ts';
import { fakeCredentials } from './fake/credentials.ts';
import { type FakeHandlers, type FakeHost, FakeRefusal } from './fake/fake-host.ts';
import { fakeLearning } from './fake/learning.ts';
import { fakeLog } from './fake/log.ts';
import { fakeProfiler } from './fake/profiler.ts';
import { fakeArtifacts, fakeBreakpoints, fakePlayground, fakeShadow, fakeTests } from './fake/routing.ts';
import { fakeTuning } from './fake/tuning.ts';

export interface FakeClient {
  readonly client: RendererClient;
  readonly records: DecisionRecord[];
  emit<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void;
  failNext(name: ConsoleRequestName, message: string): void;
  /** Answers a question from now on; over what the fake says by itself. */
  answer<N extends ConsoleRequestName>(name: N, handler: (input: ConsoleParsedInput<N>) => ConsoleOutput<N>): void;
}

export interface FakeOptions {
  readonly records: DecisionRecord[];
  readonly simulated?: boolean;
}

export function createFakeClient({ records, simulated = true }: FakeOptions): FakeClient {
  const listeners = new Set<(name: string, event: unknown) => void>();
  const failures = new Map<string, ConsoleError>();
  const emit: FakeHost['emit'] = (name, event) => {
    for (const listener of listeners) listener(name, event);
  };
  const { handlers: tuning, alpha } = fakeTuning(emit);
  const host: FakeHost = { records, simulated, emit, alpha };
  const handlers: FakeHandlers = {
    ...tuning,
    ...fakeApp(host),
    ...fakeLog(host),
    ...fakeLearning(host),
    ...fakeAnalytics(host),
    ...fakeCatalog(host),
    ...fakeCredentials(),
    ...fakePlayground(host),
    ...fakeBreakpoints(),
    ...fakeTests(host),
    ...fakeShadow(host),
    ...fakeProfiler(host),
    ...fakeArtifacts(),
    ...fakeCaches(),
  };

  function answer<N extends ConsoleRequestName>(name: N, input: unknown): ConsoleOutput<N> {
    return handlers[name](consoleRequests[name].input.parse(input) as ConsoleParsedInput<N>);
  }

  const client = createConsoleClient({
    async request(name, input) {
      const failure = failures.get(name);
      failures.delete(name);
      if (failure) return { ok: false, error: failure };
      try {
        return { ok: true, value: answer(name as ConsoleRequestName, input) };
      } catch (error) {
        if (!(error instanceof FakeRefusal)) throw error;
        return { ok: false, error: { code: error.code, message: error.message } };
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection(listener) {
      listener('open');
      return () => undefined;
    },
  });
  return {
    client,
    records,
    emit,
    answer: (name, handler) => void Object.assign(handlers, { [name]: handler }),
    failNext: (name, message) => void failures.set(name, { code: 'internal', message }),
  };
}
