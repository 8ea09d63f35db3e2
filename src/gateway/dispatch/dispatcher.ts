import type { GatewayOptions } from '../gateway-options.ts';
import type { UpstreamClient } from '../providers/upstream-client.ts';
import type { ResponseStore } from '../stored-responses/response-store.ts';
import type { ProviderHealth } from './provider-health.ts';
import type { RetryBudget } from './retry-budget.ts';

/** What the exchanges of a gateway share. */
export interface Dispatcher {
  readonly options: GatewayOptions;
  readonly client: UpstreamClient;
  readonly health: ProviderHealth;
  readonly responses: ResponseStore;
  readonly budget: RetryBudget;
  /** For the hashes of sessions. */
  sessionSalt(): Uint8Array;
}
