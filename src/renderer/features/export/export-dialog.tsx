import { useEffect, useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FormProblem } from '../../components/form-fields.tsx';
import { RadioField } from '../../components/radio-field.tsx';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { exportScopes, type Scope, type ScopeId } from './export-scopes.ts';
import { type ExportFormat, runExport } from './run-export.ts';

const FORMATS: readonly (readonly [ExportFormat, string, string])[] = [
  ['capsules', 'Capsules', 'one a line; verified and identical when imported, never with prompts'],
  ['jsonl', 'JSON Lines', 'a record a line, for programs'],
  ['csv', 'CSV', 'a table, for spreadsheets'],
];

/** Writes many decisions into a file. */
export function ExportDialog() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'export');
  const stop = useRef<AbortController | null>(null);
  return (
    <Dialog
      open={open}
      onClose={() => {
        stop.current?.abort();
        session.ui.setState({ overlay: null });
      }}
      title="Export decisions"
      description="Newest first, with their candidates, scores and outcomes. The file is written whole or not at all."
      width={560}
    >
      {open ? <ExportForm stop={stop} /> : null}
    </Dialog>
  );
}

function ExportForm({ stop }: { readonly stop: { current: AbortController | null } }) {
  const session = useSession();
  const scopes = useScopes();
  const stored = useConsole((state) => state.info?.prompts_stored === 'full');
  const [chosen, setChosen] = useState<ScopeId>(scopes[0]?.id ?? 'all');
  const [format, setFormat] = useState<ExportFormat>('capsules');
  const [prompts, setPrompts] = useState(false);
  const [written, setWritten] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const scope = scopes.find(({ id }) => id === chosen) ?? (scopes[0] as Scope);
  const withPrompts = prompts && stored && format !== 'capsules';
  const start = async (): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    setProblem(null);
    setWritten(0);
    const subject = { ...scope.subject, format, prompts: withPrompts };
    const result = await runExport(session, subject, { signal: controller.signal, onWritten: setWritten });
    stop.current = null;
    setWritten(null);
    if (result.state === 'failed') setProblem(result.problem);
    if (result.state === 'cancelled' && controller.signal.aborted) toast('Nothing was exported');
    if (result.state !== 'saved') return;
    toast(`Exported ${decisions(result.count)}`, { description: result.where });
    session.ui.setState({ overlay: null });
  };
  if (written !== null) {
    return <Progress written={written} total={scope.count} onCancel={() => stop.current?.abort()} />;
  }
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <RadioField legend="What" options={scopes.map(describeScope)} value={scope.id} onChange={setChosen} />
      {scope.left.length > 0 ? (
        <p className="text-cell text-warn">
          The whole log cannot be asked for {scope.left.join(' ')}: without that, more may be written than the list
          shows.
        </p>
      ) : null}
      <RadioField legend="Format" options={FORMATS} value={format} onChange={setFormat} />
      {format === 'capsules' ? null : (
        <CheckField
          label="With prompts"
          note={stored ? 'as far as they are stored' : 'none are stored: Settings, Data and privacy'}
          checked={withPrompts}
          disabled={!stored}
          onChange={setPrompts}
        />
      )}
      {withPrompts ? (
        <p role="note" data-testid="export-prompts-warning" className="rounded-md border border-warn p-2 text-cell">
          <span className="font-semibold text-warn">The file will hold what was asked, as plain text.</span> Whoever
          gets it can read every prompt, with whatever is in it: names, code, keys.
        </p>
      ) : null}
      <FormProblem problem={problem} />
      <div className="flex justify-end gap-2">
        <Button onClick={() => session.ui.setState({ overlay: null })}>Close</Button>
        <Button type="submit" variant="primary" disabled={scope.count === 0} data-testid="export-start">
          Export…
        </Button>
      </div>
    </form>
  );
}

interface ProgressProps {
  readonly written: number;
  readonly total: number | null;
  readonly onCancel: () => void;
}

function Progress({ written, total, onCancel }: ProgressProps) {
  const words = total === null ? formatCount(written) : `${formatCount(written)} of ${formatCount(total)}`;
  return (
    <div data-testid="export-progress">
      <p className="mb-2 text-ink-2">{words} decisions written</p>
      <progress
        className="h-2 w-full accent-[var(--solid)]"
        aria-label="Decisions written"
        {...(total === null ? {} : { value: Math.min(written, total), max: Math.max(1, total) })}
      />
      <div className="mt-4 flex justify-end">
        <Button onClick={onCancel} data-testid="export-cancel">
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** As it was when the dialog opened; what fits the filter is counted by the host. */
function useScopes(): readonly Scope[] {
  const session = useSession();
  const first = useMemo(() => exportScopes(session), [session]);
  const [matched, setMatched] = useState<number | null>(null);
  useEffect(() => {
    const filter = first.find(({ id }) => id === 'filter')?.subject.filter;
    if (filter === undefined) return;
    let current = true;
    void session.client.request('decisions.count', { filter }).then((counted) => {
      if (current && counted.ok) setMatched(counted.value.matched);
    });
    return () => {
      current = false;
    };
  }, [session, first]);
  return useMemo(
    () => first.map((scope) => (scope.id === 'filter' ? { ...scope, count: matched } : scope)),
    [first, matched],
  );
}

const SCOPE_WORDS: Readonly<Record<ScopeId, string>> = {
  selection: 'The selection',
  filter: 'What fits the filter',
  all: 'The whole log',
};

function describeScope({ id, count }: Scope): readonly [ScopeId, string, string] {
  return [id, SCOPE_WORDS[id], count === null ? 'counting' : decisions(count)];
}

function decisions(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'decision' : 'decisions'}`;
}
