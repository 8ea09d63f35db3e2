import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { formatIso } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import type { AccountList } from './use-credentials.ts';

export interface GoogleAccountProps {
  readonly accounts: AccountList | null;
  readonly onAccounts: (accounts: AccountList) => void;
}

/** Signing in at Google instead of a key. Tokens stay with the host. */
export function GoogleAccount({ accounts, onAccounts }: GoogleAccountProps) {
  const { client } = useSession();
  const [url, setUrl] = useState<string | null>(null);
  const google = accounts?.accounts.find(({ provider }) => provider === 'google');
  if (google === undefined) return null;
  if (!google.configured) {
    return (
      <p className="text-cell text-ink-2">
        Google can be signed in to instead of a key, with an OAuth client of your own:{' '}
        <code className="font-mono">auth_adapters.google_oauth</code> in the settings file.
      </p>
    );
  }
  const signIn = async (): Promise<void> => {
    const result = await client.request('accounts.login', { provider: 'google' });
    if (!result.ok) {
      toast.error(`The sign-in did not start: ${result.error.message}`);
      return;
    }
    setUrl(result.value.url);
    window.open(result.value.url, '_blank', 'noreferrer');
  };
  const signOut = async (): Promise<void> => {
    const result = await client.request('accounts.logout', { provider: 'google' });
    if (!result.ok) {
      toast.error(`You are still signed in: ${result.error.message}`);
      return;
    }
    const { revoked, ...list } = result.value;
    onAccounts(list);
    toast(revoked ? 'Signed out, and Google has ended it too' : 'Signed out here; Google could not be told');
  };
  return (
    <div className="text-cell" data-testid="google-account">
      <div className="flex items-center gap-3">
        <span className="w-36">Google</span>
        <span className={google.state === 'signed-in' ? 'text-ok' : 'text-ink-3'}>
          {google.state === 'signed-in'
            ? `✓ signed in${google.since_ms === null ? '' : ` since ${formatIso(google.since_ms).slice(0, 10)}`}${google.in_force ? ', in force' : ', not in force: the key wins'}`
            : google.state === 'waiting'
              ? '… waiting for the browser'
              : '○ signed out'}
        </span>
        <span className="flex-1" />
        {google.state === 'signed-in' ? (
          <Button onClick={signOut}>Sign out</Button>
        ) : (
          <Button onClick={signIn}>Sign in at Google</Button>
        )}
      </div>
      {url !== null && google.state === 'waiting' ? (
        <p className="mt-1 break-all">
          <a href={url} target="_blank" rel="noreferrer" className="text-accent underline">
            Open the sign-in page
          </a>{' '}
          <span className="text-ink-3">if no browser window came up.</span>
        </p>
      ) : null}
      {google.problem === null ? null : (
        <p role="alert" className="mt-1 text-bad">
          {google.problem}
        </p>
      )}
    </div>
  );
}
