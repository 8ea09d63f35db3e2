import { useState } from 'react';
import { Button } from '../../components/button.tsx';

export interface RenameFormProps {
  readonly name: string;
  /** Resolves with why not, or null. */
  readonly rename: (name: string, to: string) => Promise<string | null>;
  readonly onDone: () => void;
}

/** Another name for a key, in place of the old one. Escape leaves it. */
export function RenameForm({ name, rename, onDone }: RenameFormProps) {
  const [to, setTo] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    const wanted = to.trim();
    if (wanted === name) {
      onDone();
      return;
    }
    const refused = wanted === '' ? 'Give it a name.' : await rename(name, wanted);
    if (refused === null) onDone();
    else setProblem(refused);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <span className="flex gap-1">
        <input
          aria-label={`New name of ${name}`}
          // biome-ignore lint/a11y/noAutofocus: the form opens because its button was pressed
          autoFocus
          value={to}
          maxLength={64}
          spellCheck={false}
          aria-invalid={problem !== null}
          onFocus={(event) => event.target.select()}
          onChange={(event) => {
            setTo(event.target.value);
            setProblem(null);
          }}
          className="h-6 min-w-0 flex-1 rounded-md border border-control bg-app px-1 text-cell"
        />
        <Button type="submit">Save</Button>
      </span>
      {problem === null ? null : (
        <span role="alert" className="block text-axis text-bad">
          {problem}
        </span>
      )}
    </form>
  );
}
