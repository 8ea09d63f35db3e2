/** What one process learned of a provider and others had better know: names, digests and numbers; no credential. */
export type HealthNews =
  | {
      readonly kind: 'paused';
      /** Provider, digest of the credential and, unless all of them are left alone, the model. */
      readonly name: string;
      readonly provider: string;
      readonly model: string | null;
      /** How long from now. */
      readonly ms: number;
      readonly reason: string;
      readonly firm: boolean;
    }
  | {
      readonly kind: 'opened';
      /** Provider and digest of its address. */
      readonly name: string;
      readonly provider: string;
      readonly failures: number;
      readonly ms: number;
    }
  | { readonly kind: 'closed'; readonly name: string };

/** Between the memories of failures of several processes. */
export interface HealthExchange {
  /** Returns at once and never throws. Who tells may hear it again, which changes nothing. */
  tell(news: HealthNews): void;
  /** @param hear Gets what is in force at once, then what is new. @returns Ends the listening. */
  listen(hear: (news: HealthNews) => void): () => void;
}
