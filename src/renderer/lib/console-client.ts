/**
 * The console's client: adds the contract's types to a transport and believes nothing that does not match its
 * schemas. Over IPC in the desktop app, over HTTP in a browser.
 */
import {
  type ConsoleEvent,
  type ConsoleEventName,
  type ConsoleOutput,
  type ConsoleRequestName,
  type ConsoleResult,
  consoleRequests,
  events,
} from '../../shared/console-contract.ts';
import { createBridgeTransport } from './bridge-transport.ts';
import { createHttpTransport } from './http-transport.ts';
import type { RendererClient, Transport } from './transport.ts';

export function createConsoleClient(transport: Transport): RendererClient {
  return {
    async request<N extends ConsoleRequestName>(name: N, ...input: readonly unknown[]) {
      const result = await transport.request(name, input[0]);
      if (!result.ok) return result;
      const parsed = consoleRequests[name].output.safeParse(result.value);
      if (parsed.success) return { ok: true, value: parsed.data as ConsoleOutput<N> };
      const issue = parsed.error.issues[0];
      return {
        ok: false,
        error: {
          code: 'internal',
          message: `The answer to ${name} does not match the contract at ${issue?.path.join('.') || 'its root'}: ${issue?.message ?? 'unknown'}`,
        },
      } satisfies ConsoleResult<ConsoleOutput<N>>;
    },
    subscribe<N extends ConsoleEventName>(name: N, listener: (event: ConsoleEvent<N>) => void) {
      return transport.onEvent((received, event) => {
        if (received !== name) return;
        const parsed = events[name].safeParse(event);
        if (parsed.success) listener(parsed.data as ConsoleEvent<N>);
      });
    },
    onConnection: (listener) => transport.onConnection(listener),
    unlock: (token) => transport.unlock?.(token),
  };
}

/** The transport of this page: the preload's bridge when there is one. */
export function connectToHost(): RendererClient {
  const bridge = window.heimdall;
  return createConsoleClient(
    bridge ? createBridgeTransport(bridge) : createHttpTransport({ baseUrl: document.baseURI }),
  );
}
