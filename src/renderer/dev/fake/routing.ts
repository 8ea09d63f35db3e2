/** What stands around the router: trials, breakpoints, tests, the shadow, artifacts and caches. */
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { addRecord, type FakeArea, type FakeHost, FakeRefusal, findRecord, needsRouter, nextSeq } from './fake-host.ts';
import { ARTIFACT_VERSION } from './tuning.ts';

export function fakePlayground(host: FakeHost): FakeArea<'playground' | 'answers'> {
  const ask = ({ alpha = host.alpha() }: { readonly alpha?: number | undefined }) => ({
    record_id: addRecord(host, { seq: nextSeq(host), alpha }).decision.id,
  });
  return {
    'playground.estimate': ({ messages, models }) => ({
      tokens: messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4) + 4, 0),
      forecasts: models.map((asked) => ({
        asked,
        target: { model: asked ?? 'openai/gpt-5-mini', effort: null, bucket: 'mid' },
        cost_usd: host.simulated ? null : 0.001,
        simulated: host.simulated,
        problem: null,
        excluded: [],
      })),
    }),
    'playground.open': ({ id }) => {
      const preview = findRecord(host, id).prompt_preview;
      if (preview === null) throw new FakeRefusal('not_found', `Of decision ${id} no prompt is kept.`);
      return { messages: [{ role: 'user', content: preview }], tools: [], left_out: [] };
    },
    'playground.route': ask,
    'playground.run': ask,
    'answers.get': () => null,
    'answers.stop': () => ({ stopped: true }),
  };
}

/** Nothing goes through the fake host, so nothing is ever held. */
export function fakeBreakpoints(): FakeArea<'breakpoints'> {
  let settings: ConsoleOutput<'breakpoints.get'> = {
    enabled: false,
    filter: { model: null, bucket: null, app: null, text: null },
    timeout_s: 300,
  };
  const notHeld = (): never => {
    throw new FakeRefusal('not_found', 'This request is not held, or no longer.');
  };
  return {
    'breakpoints.get': () => settings,
    'breakpoints.held': () => ({ held: [] }),
    'breakpoints.set': (values) => {
      settings = values;
      return settings;
    },
    'breakpoints.resume': notHeld,
    'breakpoints.drop': notHeld,
  };
}

export function fakeTests(host: FakeHost): FakeArea<'tests'> {
  let tests: ConsoleOutput<'tests.list'>['tests'] = [];
  const list = (): ConsoleOutput<'tests.list'> => ({ path: 'routing-tests.yaml', error: null, tests });
  return {
    'tests.list': list,
    'tests.run': needsRouter,
    'tests.add': (test) => {
      const record = 'decision_id' in test ? findRecord(host, test.decision_id) : null;
      const entry = {
        name: test.name,
        expect: test.expect,
        from: record?.decision.id ?? null,
        model: record?.decision.requested_model ?? 'heimdall/auto',
        prompt_preview: record?.prompt_preview ?? '',
      };
      tests = [...tests, entry];
      return list();
    },
    'tests.remove': ({ name }) => {
      tests = tests.filter((test) => test.name !== name);
      return list();
    },
  };
}

const NO_SHADOW: ConsoleOutput<'shadow.status'> = {
  state: 'off',
  of: null,
  since_ms: null,
  compared: 0,
  differ: 0,
  dropped: 0,
  waiting: 0,
  failed: 0,
  failure: null,
  sample: 0,
  simulated: 0,
  cost_live_usd: 0,
  cost_shadow_usd: 0,
  unpriced: 0,
  quality_live: null,
  quality_shadow: null,
  quality_delta_by_shadow: null,
  flow: [],
  notice: null,
};

/** A shadow that no request comes to: it runs, and has compared nothing. */
export function fakeShadow(host: FakeHost): FakeArea<'shadow'> {
  let status = NO_SHADOW;
  return {
    'shadow.status': () => status,
    'shadow.differences': () => ({ differences: [], total: 0 }),
    'shadow.start': ({ profile, artifact_dir, alpha = host.alpha() }) => {
      if (artifact_dir !== undefined) return needsRouter();
      const label = profile === undefined ? 'other values' : `profile ${profile}`;
      const of = { label, profile: profile ?? null, artifact_dir: null, artifact_version: ARTIFACT_VERSION, alpha };
      status = { ...NO_SHADOW, state: 'on', of, since_ms: Date.now() };
      return status;
    },
    'shadow.stop': () => {
      status = { ...status, state: 'off' };
      return status;
    },
  };
}

/** The bundled artifact by name; none is read. */
export function fakeArtifacts(): FakeArea<'artifact'> {
  return {
    'artifact.status': () => ({
      in_force: {
        version: ARTIFACT_VERSION,
        folder: null,
        created: '2026-11-23T00:00:00Z',
        signed_by: [],
        learnt: null,
      },
      previous: null,
      problem: null,
      ratings: null,
    }),
    'artifact.list': () => ({ artifacts: [{ folder: null, version: ARTIFACT_VERSION, in_force: true }] }),
    'artifact.verify': needsRouter,
    'artifact.use': needsRouter,
    'artifact.build': needsRouter,
    'artifact.canary': () => ({ running: null, ended: null }),
    'artifact.canary_start': needsRouter,
    'artifact.canary_hold': needsRouter,
    'artifact.canary_promote': needsRouter,
    'artifact.canary_rollback': needsRouter,
    'artifact.rollback': () => {
      throw new FakeRefusal('not_found', 'No other artifact was in force before.');
    },
  };
}
