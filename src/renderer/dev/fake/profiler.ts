/** A profiler that sees what it is told to: for the Latency view. */
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { type FakeArea, type FakeHost, FakeRefusal } from './fake-host.ts';

type Status = ConsoleOutput<'profiler.status'>;

const SUMMARY: NonNullable<Status['last']>['summary'] = {
  duration_ms: 10_000,
  samples: 9_500,
  areas: [
    { area: 'routing', ms: 1_200, share: 0.12 },
    { area: 'gateway', ms: 1_000, share: 0.1 },
    { area: 'storage', ms: 700, share: 0.07 },
    { area: 'host', ms: 300, share: 0.03 },
    { area: 'json', ms: 500, share: 0.05 },
    { area: 'gc', ms: 300, share: 0.03 },
    { area: 'runtime', ms: 1_000, share: 0.1 },
    { area: 'idle', ms: 5_000, share: 0.5 },
  ],
  functions: [
    { name: 'embed', file: 'src/core/embedding/static-embedder.ts', line: 80, self_ms: 600, share: 0.12 },
    { name: 'writev', file: '', line: null, self_ms: 400, share: 0.08 },
    { name: '(anonymous)', file: 'src/gateway/http/respond.ts', line: 12, self_ms: 200, share: 0.04 },
  ],
};

export function fakeProfiler(host: FakeHost): FakeArea<'profiler'> {
  let startedMs: number | null = null;
  let limit_ms = 0;
  let last: Status['last'] = null;
  const status = (): Status => ({
    state: startedMs === null ? 'idle' : 'running',
    elapsed_ms: startedMs === null ? 0 : Date.now() - startedMs,
    limit_ms,
    last,
    problem: null,
  });
  const changed = (): void => queueMicrotask(() => host.emit('changed', { what: 'profiler' }));
  const text = (): string => {
    if (last === null) throw new FakeRefusal('not_found', 'No CPU profile was taken yet: start one first.');
    return '{"nodes":[],"startTime":0,"endTime":0,"samples":[],"timeDeltas":[]}';
  };
  return {
    'profiler.status': status,
    'profiler.text': () => ({ text: text(), name: last?.name ?? '' }),
    'profiler.start': ({ seconds }) => {
      if (startedMs !== null) throw new FakeRefusal('unavailable', 'A CPU profile is being taken already.');
      startedMs = Date.now();
      limit_ms = seconds * 1_000;
      last = null;
      changed();
      return status();
    },
    'profiler.stop': () => {
      if (startedMs !== null) {
        last = { started_ms: startedMs, name: 'heimdall.cpuprofile', bytes: 66, summary: SUMMARY };
        startedMs = null;
        changed();
      }
      return status();
    },
    'profiler.save': () => {
      throw new FakeRefusal('unavailable', 'This console runs in a browser, which saves files by itself.');
    },
  };
}
