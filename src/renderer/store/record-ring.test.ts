import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../shared/decision.ts';
import { generateRecord, generateRecords } from '../dev/generate-records.ts';
import { createCandidateCell } from './candidate-pool.ts';
import { RecordRing } from './record-ring.ts';
import { rowAt } from './row.ts';

describe('record ring', () => {
  it('shows of a row what its record says', () => {
    const ring = new RecordRing();
    const record = generateRecord({ seq: 5, simulated: false });
    ring.append(record);
    const row = rowAt(ring, ring.positionOf(record.decision.id) as number);
    expect(row).toMatchObject({
      id: record.decision.id,
      model: record.decision.model,
      bucket: record.decision.bucket,
      status: record.outcome.status,
      costUsd: record.outcome.cost_usd,
      tokens: record.decision.features.request_tokens,
      simulated: false,
    });
    expect(row.probability).toBeCloseTo(record.decision.bucket_probabilities[record.decision.bucket], 6);
  });

  it('tells what was tried to learn from what the score chose', () => {
    const ring = new RecordRing();
    const records = [generateRecord({ seq: 5 }), generateRecord({ seq: 6, explored: true })];
    for (const record of records) ring.append(record);
    const positions = records.map(({ decision }) => ring.positionOf(decision.id) as number);
    expect(positions.map((position) => [rowAt(ring, position).explored, ring.isByScore(position)])).toEqual([
      [false, true],
      [true, false],
    ]);
    const [, tried] = records;
    ring.update(tried?.decision.id ?? '', { ...(tried as DecisionRecord).outcome, simulated: false });
    expect(ring.isExplored(positions[1] as number)).toBe(true);
  });

  it.each(['off', 'miss', 'hit', 'semantic'] as const)('tells what the response cache had: %s', (state) => {
    const ring = new RecordRing();
    const record = generateRecord({ seq: 5 });
    const outcome = { ...record.outcome, response_cache: state };
    ring.append({ ...record, outcome });
    const position = ring.positionOf(record.decision.id) as number;
    expect(ring.responseStateAt(position)).toBe(state);
    expect(ring.isAnswerCached(position)).toBe(state === 'hit' || state === 'semantic');
    ring.update(record.decision.id, { ...outcome, response_cache: 'miss', streamed: true });
    expect([ring.responseStateAt(position), ring.isStreamed(position)]).toEqual(['miss', true]);
  });

  it('evicts the oldest when full and keeps positions of the rest', () => {
    const ring = new RecordRing({ capacity: 1_500, keepWhole: 10 });
    const records = generateRecords(4_000, { sample: true });
    for (const record of records) ring.append(record);
    expect(ring.length).toBe(1_500);
    expect(ring.start).toBe(2_500);
    expect(ring.sampleCount).toBe(1_500);
    expect(ring.positionOf(records[0]?.decision.id ?? '')).toBeNull();
    const last = records.at(-1);
    expect(ring.idAt(ring.end - 1)).toBe(last?.decision.id);
    expect(ring.whole(last?.decision.id ?? '')).toBe(last);
    expect(ring.whole(records[2_600]?.decision.id ?? '')).toBeNull();
  });

  it('gives back every candidate exactly, through growth, eviction and prepends', () => {
    const ring = new RecordRing({ capacity: 3_000 });
    const records = generateRecords(9_000);
    for (const record of records.slice(2_000)) ring.append(record);
    const small = new RecordRing({ capacity: 3_000 });
    for (const record of records.slice(1_000, 3_000)) small.append(record);
    for (const record of records.slice(0, 1_000).reverse()) expect(small.prepend(record)).toBe(true);
    expect(small.prepend(records[8_999] as (typeof records)[0])).toBe(false);
    for (const held of [ring, small]) {
      for (let position = held.start; position < held.end; position += 97) {
        const record = records.find(({ decision }) => decision.id === held.idAt(position));
        const into = createCandidateCell();
        record?.decision.candidates.forEach((candidate, index) => {
          held.readCandidate(position, index, into);
          expect([into.quality, into.cost, into.penalty]).toEqual([
            candidate.quality,
            candidate.cost,
            candidate.penalty,
          ]);
          expect(Number.isNaN(into.costUsd) ? null : into.costUsd).toBe(candidate.cost_usd);
        });
        expect(held.candidateCount(position)).toBe(record?.decision.candidates.length);
      }
    }
  });

  it('brings outcomes up to date and says so by a revision', () => {
    const ring = new RecordRing();
    const record = generateRecord({ seq: 1, pending: true });
    ring.append(record);
    const position = ring.positionOf(record.decision.id) as number;
    expect(ring.statusAt(position)).toBe('pending');
    expect(ring.update(record.decision.id, { ...record.outcome, status: 'ok', total_ms: 842, simulated: false })).toBe(
      true,
    );
    expect(rowAt(ring, position)).toMatchObject({ status: 'ok', totalMs: 842, simulated: false });
    expect(ring.revisionAt(position)).toBe(1);
    expect(ring.simulatedCount).toBe(0);
    expect(ring.whole(record.decision.id)?.outcome.status).toBe('ok');
    expect(ring.update('dec_unknown', record.outcome)).toBe(false);
  });

  it('is empty after clear and takes rows again', () => {
    const ring = new RecordRing();
    for (const record of generateRecords(20)) ring.append(record);
    ring.clear();
    expect(ring.length).toBe(0);
    expect(ring.lastSeq).toBeNull();
    ring.append(generateRecord({ seq: 21 }));
    expect(ring.length).toBe(1);
  });
});
