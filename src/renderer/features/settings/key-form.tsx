import { useId, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useSession } from '../../store/console-context.tsx';
import type { KeyList } from './use-credentials.ts';

export interface KeyFormProps {
  readonly provider: string;
  readonly onSaved: (keys: KeyList) => void;
  readonly onCancel: () => void;
}

/** Takes a key and gives it to the host. The field is emptied whatever comes of it: the page keeps no copy. */
export function KeyForm({ provider, onSaved, onCancel }: KeyFormProps) {
  const { client } = useSession();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const save = async (): Promise<void> => {
    const input = field.current;
    const key = input?.value.trim() ?? '';
    if (input === null || key === '') {
      setProblem('Paste the key first.');
      return;
    }
    setSaving(true);
    const result = await client.request('keys.set', { provider, key });
    setSaving(false);
    input.value = '';
    if (result.ok) onSaved(result.value);
    else {
      setProblem(result.error.message);
      input.focus();
    }
  };
  return (
    <form
      noValidate
      className="py-2"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id} className="mb-1 block text-cell">
        Key of {provider}
      </label>
      <div className="flex flex-wrap items-center gap-2">
        {/* Not a password of this page: no manager should keep it. Pasting is what it is for. */}
        <input
          ref={field}
          id={id}
          type="password"
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the form opens because its button was pressed
          autoFocus
          aria-invalid={problem !== null}
          aria-describedby={`${id}-note`}
          onChange={() => setProblem(null)}
          className={`h-7 w-96 max-w-full rounded-md border bg-app px-2 font-mono text-cell ${problem === null ? 'border-control' : 'border-bad'}`}
          data-testid="key-field"
        />
        <Button type="submit" variant="primary" disabled={saving} className="h-7!">
          {saving ? 'Storing…' : 'Store the key'}
        </Button>
        <Button variant="ghost" onClick={onCancel} className="h-7!">
          Cancel
        </Button>
      </div>
      <p id={`${id}-note`} className="mt-1 text-axis text-ink-3">
        Stored encrypted on this machine and in force at once. It is never shown again.
      </p>
      {problem === null ? null : (
        <p role="alert" className="mt-1 text-bad text-cell">
          {problem}
        </p>
      )}
    </form>
  );
}
