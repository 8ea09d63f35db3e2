/** What a request or an answer said, as it is kept. */
export interface StoredBody {
  /** Path and query that a request was received with; null for answers. */
  readonly path: string | null;
  readonly query: string | null;
  /** Bytes as received or, for an answer, kept. */
  readonly bytes: number;
  readonly truncated: boolean;
  readonly deflated: boolean;
  readonly data: Buffer;
}

export type BodyKind = 'request' | 'answer';

export interface BodyRow extends StoredBody {
  /** Decision that it belongs to. */
  readonly id: string;
  readonly kind: BodyKind;
}

/** Where bodies rest, beside the records that they belong to; they are written with `DecisionStore.write`. */
export interface BodyStore {
  get(id: string, kind: BodyKind): StoredBody | null;
  /** Deletes at most `limit` of the oldest while more than `maxBytes` are stored; returns how many. */
  prune(maxBytes: number, limit: number): number;
  clear(): void;
}
