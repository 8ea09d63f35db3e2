import { Trash2 } from 'lucide-react';
import type { TestResult } from '../../../shared/routing-test.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useSession, useUi } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { describeExpectation } from './expectations.ts';
import { type RoutingTests, type TestList, useRoutingTests } from './use-routing-tests.ts';

/** All routing tests, with what becomes of them under the values in force, or those under trial. */
export function RoutingTestsDialog() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'routing-tests');
  return (
    <Dialog
      open={open}
      onClose={() => session.ui.setState({ overlay: null })}
      title="Routing tests"
      description="Requests with what must become of them. Running them calls nobody."
      width={680}
    >
      {open ? <Content /> : null}
    </Dialog>
  );
}

function Content() {
  const tests = useRoutingTests();
  const { list, run, problem } = tests;
  if (list === null && problem === null) return <div className="h-32" aria-busy="true" />;
  return (
    <div data-testid="routing-tests" data-failed={run === null ? '' : run.failed + run.errors}>
      {problem ? (
        <p role="alert" className="mb-2 text-bad text-cell">
          {problem}
        </p>
      ) : null}
      {list?.tests.length === 0 && problem === null ? (
        <p className="text-cell text-ink-2">
          There are none yet. Choose “Routing: must stay at least…” in the menu of a decision.
        </p>
      ) : (
        <>
          <Summary tests={tests} />
          <ul className="mt-2 divide-y divide-line rounded-md border border-line">
            {list?.tests.map((test) => (
              <Row
                key={test.name}
                test={test}
                result={run?.results.find(({ name }) => name === test.name) ?? null}
                onRemove={() => tests.remove(test.name)}
              />
            ))}
          </ul>
        </>
      )}
      {list ? (
        <p className="mt-3 text-axis text-ink-3">
          In <code className="break-all font-mono">{list.path}</code>. In CI:{' '}
          <code className="font-mono">heimdall test</code>
        </p>
      ) : null}
    </div>
  );
}

function Summary({ tests: { run, trying, refresh } }: { readonly tests: RoutingTests }) {
  return (
    <div className="flex items-center gap-3 text-cell">
      <span role="status" data-testid="routing-tests-summary">
        {run === null
          ? 'Not run'
          : `${run.passed} passed, ${run.failed} failed${run.errors > 0 ? `, ${run.errors} not decided` : ''}`}
      </span>
      <span className="text-ink-3">{trying ? 'with the values under preview' : 'with the values in force'}</span>
      <span className="flex-1" />
      <Button onClick={refresh}>Run again</Button>
    </div>
  );
}

const MARKS = {
  passed: ['passed', 'text-ok'],
  failed: ['FAILED', 'text-bad'],
  error: ['no decision', 'text-warn'],
} as const;

interface RowProps {
  readonly test: TestList['tests'][number];
  readonly result: TestResult | null;
  readonly onRemove: () => void;
}

function Row({ test, result, onRemove }: RowProps) {
  const session = useSession();
  const [word, color] = result === null ? ['', ''] : MARKS[result.status];
  const { from } = test;
  return (
    <li
      className="flex items-start gap-3 px-2 py-1.5 text-cell"
      data-testid="routing-test"
      data-name={test.name}
      data-status={result?.status ?? ''}
    >
      <span className={`w-20 shrink-0 font-semibold ${color}`}>{word}</span>
      <div className="min-w-0 flex-1">
        <p className="break-words">{test.name}</p>
        <p className="text-ink-2">{describeExpectation(test.expect)}</p>
        {result === null ? null : <Reasons result={result} />}
        {from === null ? null : (
          <button
            type="button"
            className="min-h-6 text-accent hover:underline"
            onClick={() => {
              session.ui.setState({ overlay: null });
              navigate(session.store, { view: 'decision', arg: from });
            }}
          >
            The decision it is from
          </button>
        )}
      </div>
      <Button variant="ghost" aria-label={`Remove the test ${test.name}`} title="Remove" onClick={onRemove}>
        <Trash2 size={13} aria-hidden />
      </Button>
    </li>
  );
}

function Reasons({ result: { error, misses, decided } }: { readonly result: TestResult }) {
  if (error !== null) return <p className="text-ink-2">{error}</p>;
  return misses.map(({ key, expected, got, flip }) => (
    <p key={key} className="mt-0.5">
      expected <strong>{expected}</strong>, got <strong>{got}</strong>
      {decided?.rule && key.startsWith('bucket') ? <span className="text-ink-2">: {decided.rule}</span> : null}
      {flip === null ? null : <span className="block text-ink-2">Would hold: {flip}.</span>}
    </p>
  ));
}
