/** What the core needs from outside. It has no clock, randomness or I/O of its own, so a decision is a pure function. */
import type { MaybePromise } from './types.ts';

/** Time. Injected so that tests and replays control it. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Monotonic time in milliseconds with sub-microsecond resolution where the platform has it. */
  monotonicMs(): number;
}

/** Makes ids for decisions: unique, URL-safe, sortable by time. */
export type IdSource = () => string;

/** Structured logging. Messages never hold prompts or secrets. */
export interface Logger {
  /** Of use to whoever looks for a fault. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What happens in the normal course. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** It went on without something: a plugin that failed. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Something does not work. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Reads one file of an artifact; rejects when it does not exist. */
export type ArtifactReader = (path: string) => Promise<Uint8Array>;

/** SHA-256 of bytes as lower-case hex. */
export type Sha256 = (bytes: Uint8Array) => MaybePromise<string>;
