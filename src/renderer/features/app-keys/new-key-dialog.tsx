import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FIELD, FormProblem } from '../../components/form-fields.tsx';
import { useSession } from '../../store/console-context.tsx';
import type { IssuedKey } from './use-app-keys.ts';

export interface NewKeyDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Called once for each key, before it is shown. */
  readonly onIssued: (issued: IssuedKey) => void;
}

/** Issues a key and shows it once: it is forgotten when the dialog closes, and nothing can show it again. */
export function NewKeyDialog({ open, onClose, onIssued }: NewKeyDialogProps) {
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const close = (): void => {
    setIssued(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={issued === null ? 'Create a key for an app' : `The key of ${issued.name}`}
      description={
        issued === null
          ? 'Its requests are recorded under this name, whatever name the app gives itself.'
          : 'Copy it now: it is not stored, and cannot be shown again.'
      }
      width={520}
    >
      {issued === null ? (
        <NameForm
          onCancel={close}
          onIssued={(key) => {
            setIssued(key);
            onIssued(key);
          }}
        />
      ) : (
        <>
          <div className="flex items-center gap-2 rounded-md border border-line bg-app px-2 py-1">
            <code className="min-w-0 flex-1 break-all font-mono" data-testid="issued-key">
              {issued.key}
            </code>
            <CopyButton text={issued.key} what="key" label="Copy" variant="primary" />
          </div>
          <p className="mt-2 text-cell text-ink-2">
            The app sends it as its API key, in whatever header its client uses. It opens this endpoint and nothing
            else: keys of providers stay with the router.
          </p>
          <div className="mt-4 flex justify-end">
            <Button onClick={close} data-testid="issued-done">
              Done
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface NameFormProps {
  readonly onIssued: (issued: IssuedKey) => void;
  readonly onCancel: () => void;
}

function NameForm({ onIssued, onCancel }: NameFormProps) {
  const { client } = useSession();
  const id = useId();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [issuing, setIssuing] = useState(false);
  const issue = async (): Promise<void> => {
    if (name.trim() === '') {
      setProblem('Give the app a name first.');
      return;
    }
    setIssuing(true);
    const result = await client.request('app_keys.create', { name });
    setIssuing(false);
    if (result.ok) onIssued(result.value);
    else setProblem(result.error.message);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void issue();
      }}
    >
      <label htmlFor={id} className="mb-1 block text-cell">
        Name of the app
      </label>
      <input
        id={id}
        // biome-ignore lint/a11y/noAutofocus: the dialog opens because its button was pressed
        autoFocus
        value={name}
        maxLength={64}
        placeholder="my-editor"
        spellCheck={false}
        aria-invalid={problem !== null}
        onChange={(event) => {
          setName(event.target.value);
          setProblem(null);
        }}
        className={`${FIELD} w-full`}
        data-testid="app-name"
      />
      <FormProblem problem={problem} />
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={issuing}>
          {issuing ? 'Creating…' : 'Create the key'}
        </Button>
      </div>
    </form>
  );
}
