import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { NewKeyDialog } from '../app-keys/new-key-dialog.tsx';
import type { IssuedKey } from '../app-keys/use-app-keys.ts';
import { useSettings } from '../settings/use-settings.ts';

export interface SnippetKeyProps {
  /** What the snippets are made with; null for a placeholder. */
  readonly issued: IssuedKey | null;
  readonly onIssued: (issued: IssuedKey | null) => void;
}

/** The key in the snippets: a placeholder, or one that is made for the app here. */
export function SnippetKey({ issued, onIssued }: SnippetKeyProps) {
  const { values } = useSettings();
  const [creating, setCreating] = useState(false);
  const needed = values?.require_user_key === true && issued === null;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-cell" data-testid="snippet-key">
      {issued === null ? (
        <>
          <span className={needed ? 'text-warn' : 'text-ink-2'}>
            {needed
              ? 'Requests without a key are refused here, so the placeholder does not work.'
              : 'The key is a placeholder. With a key of its own, an app is told from the others.'}
          </span>
          <Button variant={needed ? 'primary' : 'plain'} onClick={() => setCreating(true)}>
            Create a key for this app…
          </Button>
        </>
      ) : (
        <>
          <span className="text-ink-2">
            With the key of <span className="text-ink-1">{issued.name}</span>, until you leave this page.
          </span>
          <Button onClick={() => onIssued(null)}>Back to the placeholder</Button>
        </>
      )}
      <NewKeyDialog open={creating} onClose={() => setCreating(false)} onIssued={onIssued} />
    </div>
  );
}
