import { HeimdallError, promptText, type RouterConfig, requestOfTest, testRequestOf } from '../../../core/index.ts';
import { readRequest } from '../../../gateway/gateway.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import { penaltiesWith } from '../../../shared/profiles.ts';
import type { RoutingTest } from '../../../shared/routing-test.ts';
import { ofApp } from '../../replay/ask-router.ts';
import { findRequest, headersOf } from '../../replay/replay-decision.ts';
import { runTests } from '../../routing-tests/run-tests.ts';
import { findRecord } from './decision-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

type TestList = ConsoleOutput<'tests.list'>;

const PREVIEW_CHARACTERS = 120;

/** Requests with what must become of them. */
export function routingTestHandlers(parts: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `tests.${string}`>> {
  const { tests, routing, clock } = parts;
  return {
    'tests.list': () => listTests(parts),
    'tests.run': async (input = {}) => {
      const wanted = input.names === undefined ? null : new Set(input.names);
      const all = await tests.read();
      const chosen = wanted === null ? all : all.filter(({ name }) => wanted.has(name));
      const config = configWith(parts.config.current().router, input);
      return runTests(chosen, {
        // Of its own: what tests ask must not show in the cache's figures.
        router: routing.createRouter({ config: () => config }),
        clock,
        artifactVersion: routing.artifact.version,
        configRevision: config.revision,
      });
    },
    'tests.add': async (input) => {
      const { name, expect } = input;
      const made =
        'request' in input
          ? { request: input.request }
          : { request: recordedRequest(parts, input.decision_id), from: input.decision_id };
      await tests.add({ name, expect, ...made });
      return listTests(parts);
    },
    'tests.remove': async ({ name }) => {
      await tests.remove(name);
      return listTests(parts);
    },
  };
}

/** @throws {HeimdallError} `not_found`; `unavailable` when the text of the request is not kept. */
function recordedRequest(parts: ConsoleParts, id: string): RoutingTest['request'] {
  const record = findRecord(parts.log, id);
  const { path, body } = findRequest(parts, record);
  return testRequestOf(readRequest(path, body).request, ofApp(headersOf(record.decision), record.app));
}

async function listTests({ tests }: ConsoleParts): Promise<TestList> {
  const { path } = tests;
  try {
    const all = await tests.read();
    return {
      path,
      error: null,
      tests: all.map(({ name, expect, from, request }) => ({
        name,
        expect,
        from: from ?? null,
        model: request.model,
        prompt_preview: promptText(requestOfTest(request).request).slice(0, PREVIEW_CHARACTERS),
      })),
    };
  } catch (error) {
    const failure = HeimdallError.from(error);
    if (failure.code !== 'tests_invalid') throw failure;
    return { path, error: failure.message, tests: [] };
  }
}

/** The configuration as it would be with these values. */
function configWith(
  config: RouterConfig,
  { alpha, thresholds, penalties }: NonNullable<ConsoleParsedInput<'tests.run'>>,
): RouterConfig {
  const { router } = config.settings;
  const tried = {
    ...router,
    ...(alpha === undefined ? {} : { alpha }),
    ...(thresholds === undefined ? {} : { thresholds }),
    penalties: penaltiesWith(router.penalties, penalties ?? null),
  };
  return { ...config, settings: { ...config.settings, router: tried } };
}
