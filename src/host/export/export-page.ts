import { setImmediate as nextTurn } from 'node:timers/promises';
import { HeimdallError } from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { csvHead, csvRow } from '../capsule/decisions-csv.ts';
import { capsuleWriter } from '../capsule/make-capsule.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import { findRecords } from '../log/find-records.ts';

type ExportParts = Pick<ConsoleParts, 'routing' | 'config' | 'log' | 'price' | 'identity'>;
type ExportInput = ConsoleParsedInput<'decisions.export'>;

/** Decisions written in one turn: a few milliseconds. */
const CHUNK = 20;

/**
 * A page of recorded decisions as text, newest first.
 *
 * @throws {HeimdallError} `request_invalid` for capsules with prompts: they hold none.
 */
export async function exportPage(parts: ExportParts, input: ExportInput): Promise<ConsoleOutput<'decisions.export'>> {
  const { format, before_seq, embedding, prompts } = input;
  if (prompts && format === 'capsules') {
    throw new HeimdallError('request_invalid', 'prompts: capsules hold no prompts. Use jsonl or csv.');
  }
  const { records, nextBeforeSeq } = await pageOf(parts, input);
  const capsule = capsuleWriter(parts);
  const line = (record: DecisionRecord): string => {
    if (format === 'capsules') return `${JSON.stringify(capsule(record, embedding))}\n`;
    // Undefined: prompts were not asked for. Null: this one is not stored.
    const prompt = prompts ? parts.log.promptText(record.decision.id) : undefined;
    return format === 'csv' ? csvRow(record, prompt) : `${JSON.stringify(plainRecord(record, prompt))}\n`;
  };
  const lines = format === 'csv' && before_seq === undefined ? [csvHead(prompts)] : [];
  for (const [index, record] of records.entries()) {
    lines.push(line(record));
    if (index % CHUNK === CHUNK - 1) await nextTurn();
  }
  return { text: lines.join(''), count: records.length, next_before_seq: nextBeforeSeq };
}

/** Newest first. */
async function pageOf({ log }: ExportParts, { ids, filter, before_seq, limit }: ExportInput) {
  if (ids === undefined) {
    const { records, nextBeforeSeq } = await findRecords(log, filter, before_seq, limit);
    return { records: [...records].reverse(), nextBeforeSeq };
  }
  const wanted = ids
    .flatMap((id) => log.get(id) ?? [])
    .filter(({ seq }) => before_seq === undefined || seq < before_seq)
    .sort((one, other) => other.seq - one.seq);
  const records = wanted.slice(0, limit);
  return { records, nextBeforeSeq: wanted.length > limit ? (records.at(-1)?.seq ?? null) : null };
}

/** Everything of a record but its place in this log, and no more of the prompt than was asked for. */
function plainRecord({ seq: _seq, prompt_preview: _preview, ...record }: DecisionRecord, prompt?: string | null) {
  return prompt === undefined ? record : { ...record, prompt };
}
