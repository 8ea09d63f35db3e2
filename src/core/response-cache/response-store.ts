import type { MaybePromise } from '../types.ts';
import type { GuardTerms } from './semantic-guard.ts';

/** What makes a kept answer findable by meaning. */
export interface SemanticPlace {
  /** Everything of the request but the last text; answers are compared within one scope only. */
  readonly scope: string;
  /** float32[384], unit length. */
  readonly vector: Float32Array;
  readonly terms: GuardTerms;
}

export interface KeptResponse<Value> {
  /** Digest of everything that shapes the answer. */
  readonly key: string;
  readonly value: Value;
  /** Estimate of what it takes in memory. */
  readonly bytes: number;
  /** Null: it can be found by its key only. */
  readonly semantic: SemanticPlace | null;
}

export interface ResponseStoreStats {
  readonly entries: number;
  readonly bytes: number;
  /** Pushed out by newer ones; expired ones are not counted. */
  readonly evictions: number;
}

/** Where answers are kept. In memory here; one that several processes share would be asynchronous. */
export interface ResponseStore<Value> {
  get(key: string): MaybePromise<KeptResponse<Value> | undefined>;
  /** The newest entries of a scope, at most `limit`. */
  inScope(scope: string, limit: number): MaybePromise<readonly KeptResponse<Value>[]>;
  set(entry: KeptResponse<Value>): MaybePromise<void>;
  /** True when there was one. */
  delete(key: string): MaybePromise<boolean>;
  /** Empties it; returns how many there were. */
  clear(): MaybePromise<number>;
  /** Last used first. */
  page(offset: number, limit: number): MaybePromise<readonly KeptResponse<Value>[]>;
  stats(): MaybePromise<ResponseStoreStats>;
}
