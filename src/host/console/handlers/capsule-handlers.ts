import { setImmediate as nextTurn } from 'node:timers/promises';
import { CSV_HEAD, csvRow } from '../../capsule/decisions-csv.ts';
import { importCapsule } from '../../capsule/import-capsules.ts';
import { capsuleWriter } from '../../capsule/make-capsule.ts';
import { findRecords } from '../../log/find-records.ts';
import { findRecord } from './decision-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Decisions taken in, or written, in one turn: a few milliseconds. */
const CHUNK = 20;

/** Decisions as documents that can be passed on. */
export function capsuleHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'decisions.capsule' | 'decisions.export' | 'decisions.import'> {
  const { log } = parts;
  return {
    'decisions.capsule': ({ id, embedding }) => capsuleWriter(parts)(findRecord(log, id), embedding),
    'decisions.export': async ({ format, filter, before_seq, limit, embedding }) => {
      const { records, nextBeforeSeq } = await findRecords(log, filter, before_seq, limit);
      const write = capsuleWriter(parts);
      const lines = format === 'csv' && before_seq === undefined ? [CSV_HEAD] : [];
      for (const [index, record] of [...records].reverse().entries()) {
        lines.push(format === 'csv' ? csvRow(record) : `${JSON.stringify(write(record, embedding))}\n`);
        if (index % CHUNK === CHUNK - 1) await nextTurn();
      }
      return { text: lines.join(''), count: records.length, next_before_seq: nextBeforeSeq };
    },
    'decisions.import': async ({ capsules }) => {
      const results = [];
      for (const capsule of capsules) {
        results.push(importCapsule(parts, capsule));
        if (results.length % CHUNK === 0) await nextTurn();
      }
      return { results };
    },
  };
}
