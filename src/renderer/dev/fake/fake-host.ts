/** What the areas of the fake host share. */
import type {
  ConsoleEvent,
  ConsoleEventName,
  ConsoleOutput,
  ConsoleParsedInput,
  ConsoleRequestName,
} from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import type { ErrorCode } from '../../../shared/error-codes.ts';
import { generateRecord } from '../generate-records.ts';

/** One function for each request of the contract: what is missing, the compiler names. */
export type FakeHandlers = {
  -readonly [N in ConsoleRequestName]: (input: ConsoleParsedInput<N>) => ConsoleOutput<N>;
};

/** The requests of areas: `FakeArea<'keys' | 'accounts'>`. */
export type FakeArea<A extends string> = Pick<FakeHandlers, Extract<ConsoleRequestName, `${A}.${string}`>>;

/** What a handler throws to refuse, as the host would. */
export class FakeRefusal extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface FakeHost {
  readonly records: DecisionRecord[];
  /** No provider has a key, so the simulator answers. */
  readonly simulated: boolean;
  emit<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void;
  /** The alpha in force. */
  alpha(): number;
}

/** A record of the log. */
export function findRecord({ records }: FakeHost, id: string): DecisionRecord {
  const record = records.find(({ decision }) => decision.id === id);
  if (record === undefined) throw new FakeRefusal('not_found', `Decision ${id} is not in the log, or no longer.`);
  return record;
}

/** Adds the record of a request that was just made, and tells it. */
export function addRecord(
  host: FakeHost,
  options: Parameters<typeof generateRecord>[0] | DecisionRecord,
): DecisionRecord {
  const record = 'decision' in options ? options : generateRecord(options);
  host.records.push(record);
  queueMicrotask(() => host.emit('decisions', { added: [record], updated: [], dropped: 0 }));
  return record;
}

export function nextSeq({ records }: FakeHost): number {
  return (records.at(-1)?.seq ?? 0) + 1;
}

/** What takes a router to answer: the fake host has none. */
export function needsRouter(): never {
  throw new FakeRefusal('unavailable', 'The fake host decides nothing: start Heimdall itself for this.');
}
