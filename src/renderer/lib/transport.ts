import type { ConsoleClient, ConsoleResult } from '../../shared/console-contract.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

/** What carries names and JSON to the host and back; the client above it adds the types. */
export interface Transport {
  request(name: string, input: unknown): Promise<ConsoleResult<unknown>>;
  onEvent(listener: (name: string, event: unknown) => void): () => void;
  /** Calls at once with the present state, then on each change. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  /** Brings an endpoint's access token with every later request; only over HTTP. Kept in memory, never stored. */
  unlock?(token: string): void;
}

/** The console's client with the state of its event stream. */
export interface RendererClient extends ConsoleClient {
  onConnection(listener: (state: ConnectionState) => void): () => void;
  unlock(token: string): void;
}
