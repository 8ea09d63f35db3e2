import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';

/** Asks for the endpoint's access token. It stays in this page's memory and is asked for again after a reload. */
export function UnlockForm() {
  const session = useSession();
  const id = useId();
  const [token, setToken] = useState('');
  const refused = useConsole((state) => state.lock === 'refused');
  return (
    <form
      className="m-4 max-w-xl rounded-md border border-line bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void session.unlock(token);
      }}
    >
      <h2 className="font-semibold text-title">This endpoint has an access token</h2>
      <label htmlFor={id} className="mt-1 block text-ink-2">
        The value of the environment variable that <code className="font-mono">gateway.token_env</code> names
      </label>
      <div className="mt-3 flex gap-2">
        <input
          id={id}
          type="password"
          autoComplete="current-password"
          className="h-6 flex-1 rounded-md border border-control bg-app px-2 font-mono text-cell"
          aria-invalid={refused}
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <Button variant="primary" type="submit" disabled={token === ''}>
          Open the console
        </Button>
      </div>
      {refused ? (
        <p role="alert" className="mt-2 text-bad">
          The endpoint did not take this token.
        </p>
      ) : null}
    </form>
  );
}
