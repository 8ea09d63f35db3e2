import { useId, useState } from 'react';
import { MAX_PROFILES_TEXT } from '../../../shared/console/profile-import-contract.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FileField } from '../../components/file-field.tsx';
import { FormProblem } from '../../components/form-fields.tsx';
import { useDroppedFile } from '../../components/use-dropped-file.ts';
import { useSession, useUi } from '../../store/console-context.tsx';
import { importProfiles } from '../tune/tuning-actions.ts';
import { FoundParts } from './found-parts.tsx';
import { type ProfilesSource, useProfileImport } from './use-profile-import.ts';

/** Takes tuning profiles in: from a file that is chosen or dropped, or as text. */
export function ProfileImportDialog() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'import-profiles');
  const [source, setSource] = useState<ProfilesSource | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const takeFile = async (file: File): Promise<void> => {
    const tooLarge = file.size > MAX_PROFILES_TEXT;
    setSource(tooLarge ? null : { text: await file.text(), source: file.name });
    setProblem(tooLarge ? `${file.name} is over 256 KiB: keep only its profiles, apps and router sections.` : null);
  };
  useDroppedFile((file) => {
    // Other files are decisions, unless this dialog waits for one.
    if (!open && !/\.ya?ml$/i.test(file.name)) return false;
    void takeFile(file);
    session.ui.setState({ overlay: 'import-profiles' });
    return true;
  });
  return (
    <Dialog
      open={open}
      onClose={() => {
        session.ui.setState({ overlay: null });
        setSource(null);
        setProblem(null);
      }}
      title="Import profiles"
      description="From a heimdall.yaml, a part of one, or JSON. Nothing changes before you import, and it can be undone."
      width={620}
    >
      {open ? (
        <div className="text-cell">
          <SourceFields
            text={source?.text ?? ''}
            onFile={(file) => void takeFile(file)}
            onText={(text) => {
              setSource(text.trim() === '' ? null : { text, source: 'the pasted text' });
              setProblem(null);
            }}
          />
          <FormProblem problem={problem} />
          {source === null ? null : <Found key={source.text} source={source} />}
        </div>
      ) : null}
    </Dialog>
  );
}

interface SourceFieldsProps {
  readonly text: string;
  readonly onFile: (file: File) => void;
  readonly onText: (text: string) => void;
}

function SourceFields({ text, onFile, onText }: SourceFieldsProps) {
  const id = useId();
  return (
    <>
      <FileField
        label="A file (.yaml, .json), or drop one anywhere"
        accept=".yaml,.yml,.json,application/json"
        onFile={onFile}
      />
      <label htmlFor={id} className="mt-3 mb-1 block text-ink-2">
        or its text
      </label>
      <textarea
        id={id}
        rows={4}
        value={text}
        spellCheck={false}
        placeholder={'profiles:\n  Night shift:\n    alpha: 0.3'}
        className="w-full rounded-md border border-control bg-app px-2 py-1 font-mono placeholder:text-ink-3"
        onChange={(event) => onText(event.target.value)}
      />
    </>
  );
}

function Found({ source }: { readonly source: ProfilesSource }) {
  const session = useSession();
  const found = useProfileImport(source);
  const [refused, setRefused] = useState<string | null>(null);
  const { read, input } = found;
  const start = async (): Promise<void> => {
    if (input === null) return;
    const problem = await importProfiles(session, input);
    if (problem === null) session.ui.setState({ overlay: null });
    setRefused(problem);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {read === null ? null : <FoundParts found={found} read={read} />}
      <FormProblem problem={refused ?? found.problem} />
      {read === null ? null : (
        <div className="mt-3 flex justify-end">
          <Button type="submit" variant="primary" disabled={input === null} data-testid="profiles-import">
            Import
          </Button>
        </div>
      )}
    </form>
  );
}
