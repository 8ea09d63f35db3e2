import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import { LogHistogram } from '../metrics/log-histogram.ts';

type Health = ConsoleOutput<'models.health'>;

/** Decisions that are looked at, newest first, and in which portions: 60 µs each. */
const SAMPLE = 2_000;
const CHUNK = 200;

interface Tally {
  calls: number;
  failed: number;
  readonly firstByte: LogHistogram;
}

/** How models did when they were asked last, and what is left alone now. */
export async function modelHealth({ log, pauses }: Pick<ConsoleParts, 'log' | 'pauses'>): Promise<Health> {
  const tallies = new Map<string, Tally>();
  let lookedAt = 0;
  let before = log.lastSeq + 1;
  for (let read = 0; read < SAMPLE; read += CHUNK) {
    const { records } = log.page(before, CHUNK);
    for (const record of records) if (count(record, tallies)) lookedAt++;
    if (records.length < CHUNK) break;
    before = Math.min(...records.map(({ seq }) => seq));
    await nextTurn();
  }
  return {
    looked_at: lookedAt,
    models: [...tallies].map(([id, { calls, failed, firstByte }]) => {
      const { count: answers, p50, p95 } = firstByte.percentiles();
      return { id, calls, failed, first_byte: answers === 0 ? null : { count: answers, p50, p95 } };
    }),
    pauses: pauses().map(({ provider, model, reason, remainingMs }) => ({
      provider,
      model,
      reason,
      remaining_ms: remainingMs,
    })),
  };
}

/** @returns whether the record says something. */
function count({ sample, imported, outcome }: DecisionRecord, tallies: Map<string, Tally>): boolean {
  const { attempts, served_model: served, ttft_ms: firstByteMs } = outcome;
  const calls = attempts.filter(({ error }) => error !== 'provider_cooling_down' && error !== 'aborted');
  if (sample || imported || outcome.simulated || calls.length === 0) return false;
  for (const { model, error } of calls) {
    const tally = tallyOf(tallies, model);
    tally.calls++;
    if (error !== null) tally.failed++;
  }
  // After a failed attempt the time is not its own.
  const own = outcome.streamed && outcome.status === 'ok' && attempts.length === 1;
  if (own && served !== null && firstByteMs !== null) tallyOf(tallies, served).firstByte.record(firstByteMs);
  return true;
}

function tallyOf(tallies: Map<string, Tally>, model: string): Tally {
  let tally = tallies.get(model);
  if (tally === undefined) {
    tally = { calls: 0, failed: 0, firstByte: new LogHistogram() };
    tallies.set(model, tally);
  }
  return tally;
}
