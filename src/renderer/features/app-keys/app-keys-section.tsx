import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { NotRead } from '../../components/not-read.tsx';
import { ReadingBar } from '../../components/reading-bar.tsx';
import { Section } from '../../components/section.tsx';
import type { EditableSettings } from '../settings/use-settings.ts';
import { AppKeyTable } from './app-key-table.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RevokedKeys } from './revoked-keys.tsx';
import { useAppKeys } from './use-app-keys.ts';

/** Keys that apps use to call the endpoint: issued here, shown once, and what became of them. */
export function AppKeysSection({ settings }: { readonly settings: EditableSettings }) {
  const keys = useAppKeys();
  const [creating, setCreating] = useState(false);
  const { list } = keys;
  if (list === null) {
    return keys.problem === null ? (
      <ReadingBar label="Reading the keys" />
    ) : (
      <NotRead title="The keys could not be read" problem={keys.problem} onAgain={keys.refresh} />
    );
  }
  const valid = list.keys.filter(({ revoked_ms }) => revoked_ms === null);
  return (
    <>
      <Section title="App keys">
        <p className="mb-2 text-ink-2">
          A key for each app: its requests are recorded under its name, can have a tuning profile of their own, and end
          when the key is revoked. Heimdall keeps a digest alone, so a key is shown once, when it is made.
        </p>
        {(list.problem ?? keys.problem) ? (
          <p role="alert" className="mb-2 rounded-md border border-bad p-3 text-cell">
            {list.problem ?? keys.problem}
          </p>
        ) : null}
        {valid.length === 0 ? (
          <p className="mb-2" data-testid="no-app-keys">
            No app has a key.
          </p>
        ) : (
          <AppKeyTable list={valid} keys={keys} />
        )}
        <Button
          className="mt-2"
          variant={valid.length === 0 ? 'primary' : 'plain'}
          onClick={() => setCreating(true)}
          data-testid="create-app-key"
        >
          Create a key…
        </Button>
      </Section>
      <Requirement settings={settings} without={valid.length === 0} />
      <RevokedKeys list={list.keys.filter(({ revoked_ms }) => revoked_ms !== null)} />
      <NewKeyDialog open={creating} onClose={() => setCreating(false)} onIssued={keys.refresh} />
    </>
  );
}

interface RequirementProps {
  readonly settings: EditableSettings;
  /** There is no valid key. */
  readonly without: boolean;
}

function Requirement({ settings, without }: RequirementProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const { values } = settings;
  if (values === null) return null;
  return (
    <Section title="Requests without a key">
      <CheckField
        label="Refuse them"
        note="with 401; the access token goes on opening the endpoint, and this console needs no key"
        checked={values.require_user_key}
        onChange={(require_user_key) => void settings.save({ require_user_key }).then(setProblem)}
      />
      {values.require_user_key && without ? (
        <p className="mt-1 text-cell text-warn">No app has a key, so every app is refused.</p>
      ) : null}
      {problem === null ? null : (
        <p role="alert" className="mt-1 text-bad text-cell">
          {problem}
        </p>
      )}
    </Section>
  );
}
