import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** How long a sign-in waits for its user. Milliseconds. */
const SIGN_IN_MS = 300_000;

/** Accounts that are signed in at providers. */
export function accountHandlers({
  config,
  google,
}: ConsoleParts): Pick<Handlers, 'accounts.list' | 'accounts.login' | 'accounts.logout'> {
  const list = (): ConsoleOutput<'accounts.list'> => {
    const connection = config.current().providers.get('google');
    const { state, since_ms, scopes, problem } = google.status();
    return {
      accounts: [
        {
          provider: 'google',
          configured: config.current().settings.auth_adapters.google_oauth !== null,
          state,
          since_ms,
          scopes: [...scopes],
          problem,
          in_force: connection?.account !== undefined && (connection.apiKey === null || google.preferred),
        },
      ],
    };
  };
  return {
    'accounts.list': list,
    'accounts.login': async () => ({ url: (await google.signIn(SIGN_IN_MS)).url }),
    'accounts.logout': async () => {
      const revoked = await google.signOut();
      return { ...list(), revoked };
    },
  };
}
