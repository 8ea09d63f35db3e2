import { HeimdallError, isClaudeSubscriptionToken, USER_KEY_PREFIX } from '../../../core/index.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { tryKey } from '../../secrets/try-key.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** API keys of providers. A key goes in and never comes out. */
export function keyHandlers({
  config,
  secrets,
  routing,
  ownCalls,
  identity,
  clock,
}: ConsoleParts): Pick<Handlers, 'keys.list' | 'keys.set' | 'keys.remove' | 'keys.test'> {
  const connectionOf = (name: string) => {
    const { providers } = config.current();
    const connection = providers.get(name);
    if (connection !== undefined) return connection;
    const known = [...providers.keys()].join(', ');
    throw new HeimdallError('request_invalid', `provider: there is no provider "${name}". Known: ${known}.`);
  };
  const list = (): ConsoleOutput<'keys.list'> => ({
    keys: config.current().keys.map((key) => ({ ...key })),
    held_by: secrets.heldBy,
    problem: secrets.notice(),
  });
  return {
    'keys.list': list,
    'keys.set': async ({ provider, key }) => {
      connectionOf(provider);
      if (isClaudeSubscriptionToken(key)) {
        throw new HeimdallError(
          'request_invalid',
          'key: this is a token of a Claude subscription, which works in Claude Code only. Use an API key.',
        );
      }
      if (key.startsWith(USER_KEY_PREFIX)) {
        throw new HeimdallError(
          'request_invalid',
          'key: this is a key that Heimdall issued. Use a key of the provider.',
        );
      }
      await secrets.update((before) => ({ ...before, keys: { ...before.keys, [provider]: key } }));
      return list();
    },
    'keys.remove': async ({ provider }) => {
      await secrets.update((before) => {
        const { [provider]: removed, ...keys } = before.keys;
        return removed === undefined ? before : { ...before, keys };
      });
      return list();
    },
    'keys.test': ({ provider }) =>
      tryKey(connectionOf(provider), {
        auth: routing.auth,
        fetch: ownCalls,
        version: identity.version,
        now: () => clock.now(),
      }),
  };
}
