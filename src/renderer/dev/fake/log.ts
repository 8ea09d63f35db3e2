/** The decision log: made of the records that the fake host was given. */
import { winnerSegments } from '../../../shared/alpha-score.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import type { DecisionEvidence } from '../../../shared/model-evidence.ts';
import { generateRecord } from '../generate-records.ts';
import { addRecord, type FakeArea, type FakeHost, FakeRefusal, findRecord, needsRouter, nextSeq } from './fake-host.ts';
import { fitsFilter } from './filter.ts';

type Handlers = Omit<FakeArea<'decisions' | 'metrics' | 'sample'>, 'decisions.feedback' | 'decisions.rating'>;

export function fakeLog(host: FakeHost): Handlers {
  const { records } = host;
  const page = (found: readonly DecisionRecord[], limit: number): ConsoleOutput<'decisions.page'> => {
    const newest = found.slice(-limit);
    const next = found.length > limit ? (newest[0]?.seq ?? null) : null;
    return { records: newest, total: records.length, last_seq: records.at(-1)?.seq ?? 0, next_before_seq: next };
  };
  const before = (seq: number | undefined) => records.filter((record) => seq === undefined || record.seq < seq);
  const remove = (kept: readonly DecisionRecord[]): { removed: number } => {
    const removed = records.length - kept.length;
    records.splice(0, records.length, ...kept);
    host.emit('changed', { what: 'log' });
    return { removed };
  };
  return {
    'decisions.page': ({ before_seq, limit, filter = [] }) =>
      page(
        before(before_seq).filter((record) => fitsFilter(record, filter)),
        limit,
      ),
    'decisions.search': ({ before_seq, limit, text }) =>
      page(
        before(before_seq).filter(({ prompt_preview }) => prompt_preview?.toLowerCase().includes(text.toLowerCase())),
        limit,
      ),
    'decisions.count': ({ filter }) => ({
      matched: records.filter((record) => fitsFilter(record, filter)).length,
      seen: records.length,
      total: records.length,
    }),
    'decisions.get': ({ id }) => findRecord(host, id),
    'decisions.explain': ({ id }) => explain(findRecord(host, id)),
    'decisions.evidence': ({ id }) => evidence(findRecord(host, id)),
    'decisions.body': ({ id }) => ({ request: null, answer: null, prompt: findRecord(host, id).prompt_preview }),
    'decisions.replay': ({ id, model }) => {
      const original = findRecord(host, id);
      const made = generateRecord({ seq: nextSeq(host), alpha: host.alpha() });
      const { id: ownId } = made.decision;
      const decision = { ...original.decision, id: ownId, created_ms: Date.now(), ...(model ? { model } : {}) };
      addRecord(host, { ...original, seq: made.seq, replay_of: id, decision });
      return { record_id: ownId, source: 'request' };
    },
    // Every second one is not known.
    'decisions.reroute': ({ moves }) =>
      moves.map(({ bucket }, index) => {
        const other = records.find(({ decision }) => decision.bucket === bucket && decision.mode !== 'explicit');
        return index % 2 === 0 || other === undefined ? null : { bucket, candidates: other.decision.candidates };
      }),
    // A capsule has digests of what the router read, and is verified by deciding it again.
    'decisions.capsule': needsRouter,
    'decisions.import': needsRouter,
    // A file is asked for by the window.
    'decisions.export_status': () => null,
    'decisions.export_cancel': () => null,
    'decisions.export_file': () => {
      throw new FakeRefusal('request_invalid', 'This needs the window of Heimdall: the console runs in a browser.');
    },
    'decisions.export': ({ format, filter, ids, before_seq, limit }) => {
      if (format === 'capsules') return needsRouter();
      const { records: found, next_before_seq } = page(
        before(before_seq).filter(
          (record) => fitsFilter(record, filter) && (ids?.includes(record.decision.id) ?? true),
        ),
        limit,
      );
      const newest = [...found].reverse();
      const lines = newest.map((record) => (format === 'csv' ? csvLine(record) : JSON.stringify(record)));
      const head = format === 'csv' && before_seq === undefined ? ['id,created_ms,model'] : [];
      return { text: [...head, ...lines, ''].join('\n'), count: found.length, next_before_seq };
    },
    'decisions.clear': () => remove([]),
    'metrics.snapshot': () => metricsOf(records),
    'sample.play': () => {
      let left = 300;
      const timer = setInterval(() => {
        addRecord(host, { seq: nextSeq(host), sample: true, alpha: host.alpha() });
        if (--left === 0) clearInterval(timer);
      }, 50);
      return { started: true };
    },
    'sample.clear': () => remove(records.filter(({ sample }) => !sample)),
  };
}

const csvLine = ({ decision }: DecisionRecord): string =>
  `${decision.id},${decision.created_ms},${JSON.stringify(decision.model)}`;

function evidence({ decision }: DecisionRecord): DecisionEvidence {
  return {
    artifact_version: decision.artifact_version,
    clusters: decision.features.clusters.map(({ id, label, weight }) => ({
      id,
      label,
      weight,
      prompts: 755,
      graded: 352,
      solve_rate: 0.3842,
      data_sets: [
        { name: 'exams/algebra', share: 0.36, url: 'https://github.com/acme/exams/tree/0123456789ab' },
        { name: 'own-prompts/proof', share: 0.04, url: null },
      ],
    })),
    candidates: decision.candidates.map(({ model, effort, quality }, index) =>
      index === 2
        ? { model, effort, table_quality: null, sd: null, results: 0, tokens: null, updated: null, scores: [] }
        : {
            model,
            effort,
            table_quality: quality,
            sd: 0.04,
            results: 21.5,
            tokens: 2_300,
            updated: '2026-07-02',
            scores: [
              {
                benchmark: 'exams/hard',
                score: 71.5,
                unit: 'percent',
                url: 'https://github.com/acme/scores/blob/0123456789ab/table.csv',
                date: '2026-07-01',
              },
            ],
          },
    ),
  };
}

/** Undefined, which the client answers as `not_found`, when the log has no such decision. */
function explain(record: DecisionRecord): ConsoleOutput<'decisions.explain'> {
  const { decision } = record;
  const push = (sign: number) => [
    { group: 'embedding', value: 0.61 * sign },
    { group: 'code', value: 0.22 * sign },
    { group: 'length', value: -0.09 * sign },
    { group: 'math', value: 0.04 * sign },
  ];
  return {
    contributions: { cheap: push(-0.7), mid: push(1), hard: push(-0.4) },
    base: { cheap: 0.11, mid: -0.42, hard: -0.9 },
    summary: `Routed to ${decision.model}: bucket ${decision.bucket} (${decision.bucket_probabilities[decision.bucket].toFixed(2)}), best score of ${decision.candidates.length} candidates at alpha ${decision.alpha.toFixed(2)}.`,
    segments: winnerSegments(decision.candidates),
  };
}

function metricsOf(records: readonly DecisionRecord[]): ConsoleOutput<'metrics.snapshot'> {
  const real = records.filter(({ sample }) => !sample);
  const values = real.map(({ outcome }) => outcome.overhead_ms ?? 0).sort((one, other) => one - other);
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
  const spread = { count: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  return {
    decisions_per_second: real.length === 0 ? 0 : 4.2,
    decisions: real.length,
    errors: real.filter(({ outcome }) => outcome.status === 'error').length,
    cache_hit_rate:
      real.length === 0 ? null : real.filter(({ decision }) => decision.cache.state === 'hit').length / real.length,
    cost_usd: real.reduce((sum, { outcome }) => sum + (outcome.cost_usd ?? 0), 0),
    unpriced: 0,
    simulated: real.filter(({ outcome }) => outcome.simulated).length,
    overhead_ms: spread,
    stages_us: {},
  };
}
