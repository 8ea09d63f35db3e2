import { useEffect, useState } from 'react';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FileField } from '../../components/file-field.tsx';
import { useDroppedFile } from '../../components/use-dropped-file.ts';
import { formatCount } from '../../lib/units.ts';
import { useSession, useUi } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { readCapsules } from './capsule-batches.ts';

type Result = ConsoleOutput<'decisions.import'>['results'][number];

/** As much as a page should read at once. The command line takes any size. */
const MAX_FILE_BYTES = 64 * 1_024 * 1_024;
const SHOWN = 50;

/** Takes capsules in: from a file that is chosen, or dropped anywhere on the window. */
export function ImportDialog() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'import');
  const [file, setFile] = useState<File | null>(null);
  useDroppedFile((dropped) => {
    // Those are profiles, and so is everything while their dialog waits for a file.
    if (/\.ya?ml$/i.test(dropped.name) || session.ui.getState().overlay === 'import-profiles') return false;
    setFile(dropped);
    session.ui.setState({ overlay: 'import' });
    return true;
  });
  return (
    <Dialog
      open={open}
      onClose={() => {
        session.ui.setState({ overlay: null });
        setFile(null);
      }}
      title="Import decisions"
      description="Capsules of this or another Heimdall. Each is verified before it is taken in, and marked as imported."
      width={600}
    >
      {open ? <Content file={file} onFile={setFile} /> : null}
    </Dialog>
  );
}

function Content({ file, onFile }: { readonly file: File | null; readonly onFile: (file: File) => void }) {
  const session = useSession();
  const [results, setResults] = useState<readonly Result[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (file === null) return;
    let current = true;
    setResults([]);
    setProblem(null);
    void importFile(session, file, (found, remaining) => {
      if (current) {
        setResults((before) => [...before, ...found]);
        setLeft(remaining);
      }
      return current;
    }).then((failure) => {
      if (current) setProblem(failure);
    });
    return () => {
      current = false;
    };
  }, [file, session]);
  const count = (state: Result['state']): number => results.filter((result) => result.state === state).length;
  return (
    <div className="text-cell">
      <FileField
        label="A file (.json, .jsonl), or drop one anywhere"
        accept=".json,.jsonl,application/json"
        onFile={onFile}
      />
      {problem ? (
        <p role="alert" className="mt-3 text-bad">
          {problem}
        </p>
      ) : null}
      {results.length > 0 ? (
        <>
          <p role="status" data-testid="import-summary" className="mt-3">
            {formatCount(count('imported'))} imported, {formatCount(count('present'))} there already,{' '}
            {formatCount(count('refused'))} refused{left > 0 ? `, ${formatCount(left)} to go` : ''}
          </p>
          <ul className="mt-2 divide-y divide-line rounded-md border border-line">
            {results.slice(0, SHOWN).map((result, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was refused may have no id, and the list only grows
              <ResultRow key={index} result={result} />
            ))}
          </ul>
          {results.length > SHOWN ? <p className="mt-1 text-ink-3">The first {SHOWN} are shown.</p> : null}
        </>
      ) : null}
    </div>
  );
}

const STATES = {
  imported: ['imported', 'text-ok'],
  present: ['already here', 'text-ink-2'],
  refused: ['REFUSED', 'text-bad'],
} as const;

function ResultRow({ result }: { readonly result: Result }) {
  const session = useSession();
  const { id, state, problem, checks } = result;
  const [word, color] = STATES[state];
  const open = (target: string): void => {
    session.ui.setState({ overlay: null });
    navigate(session.store, { view: 'decision', arg: target });
  };
  return (
    <li className="flex items-start gap-3 px-2 py-1.5" data-testid="import-result" data-state={state}>
      <span className={`w-20 shrink-0 font-semibold ${color}`}>{word}</span>
      <div className="min-w-0 flex-1">
        <p className="break-all font-mono">{id ?? 'no decision'}</p>
        {problem ? <p className="text-ink-2">{problem}</p> : null}
        {checks.length > 0 ? (
          <details>
            <summary className="min-h-6 cursor-pointer text-ink-2">{describeChecks(checks)}</summary>
            <ul>
              {checks.map((check) => (
                <li key={check.id}>
                  {check.result.replace('_', ' ')}: {check.id}, {check.detail}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
      {id === null || state === 'refused' ? null : <Button onClick={() => open(id)}>Open</Button>}
    </li>
  );
}

function describeChecks(checks: Result['checks']): string {
  const names = (wanted: Result['checks'][number]['result']): string =>
    checks
      .filter(({ result }) => result === wanted)
      .map(({ id }) => id)
      .join(', ');
  const not = names('not_possible');
  return `Verified: ${names('verified') || 'nothing'}${not === '' ? '' : `. Could not be: ${not}`}`;
}

/**
 * @param onResults Gets the results of a portion, and how many are left; false ends the import.
 * @returns what went wrong, or null.
 */
async function importFile(
  session: Session,
  file: File,
  onResults: (results: readonly Result[], left: number) => boolean,
): Promise<string | null> {
  if (file.size > MAX_FILE_BYTES) return 'The file is over 64 MB. heimdall import takes any size.';
  const read = readCapsules(await file.text());
  if ('badLine' in read) return `Line ${read.badLine} of ${file.name} is no JSON.`;
  if (read.count === 0) return `${file.name} is empty.`;
  let left = read.count;
  for (const capsules of read.batches) {
    const answer = await session.client.request('decisions.import', { capsules: [...capsules] });
    if (!answer.ok) return `The import stopped: ${answer.error.message}`;
    left -= capsules.length;
    if (!onResults(answer.value.results, left)) return null;
  }
  return null;
}
