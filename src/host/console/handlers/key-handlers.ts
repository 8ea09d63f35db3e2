import { HeimdallError, isClaudeSubscriptionToken, USER_KEY_PREFIX } from '../../../core/index.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** API keys of providers. A key goes in and never comes out. */
export function keyHandlers({
  config,
  secrets,
}: ConsoleParts): Pick<Handlers, 'keys.list' | 'keys.set' | 'keys.remove'> {
  const list = (): ConsoleOutput<'keys.list'> => ({
    keys: config.current().keys.map((key) => ({ ...key })),
    held_by: secrets.heldBy,
    problem: secrets.notice(),
  });
  return {
    'keys.list': list,
    'keys.set': async ({ provider, key }) => {
      if (!config.current().providers.has(provider)) {
        const known = [...config.current().providers.keys()].join(', ');
        throw new HeimdallError('request_invalid', `provider: there is no provider "${provider}". Known: ${known}.`);
      }
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
  };
}
