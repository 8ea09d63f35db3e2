import { X } from 'lucide-react';
import { Fragment, useMemo, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { ExploredMark } from '../../components/explored-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { BackToLive } from '../../components/route-link.tsx';
import { formatRoute, HOME } from '../../lib/route.ts';
import { formatDuration, formatTime } from '../../lib/units.ts';
import { useConsole, useSession, useViewCommands } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';
import { closeCommand, PageRegion } from '../decision/page-region.tsx';
import { BAR_FILLS } from '../inspector/timing-tab.tsx';
import { requestBars } from '../inspector/waterfall.ts';
import { RunCard } from '../playground/run-card.tsx';
import { compareSections } from './compare-rows.ts';
import { PromptDiff } from './prompt-diff.tsx';
import { useCompared } from './use-compared.ts';

/** Up to four decisions side by side: `#/compare?ids=a,b`. It stands still while it is open. */
export function CompareView() {
  const session = useSession();
  const ids = useConsole((state) => state.route.params.ids ?? '');
  const wanted = useMemo(() => ids.split(',').filter(Boolean).slice(0, 4), [ids]);
  const compared = useCompared(wanted);
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  useViewCommands(
    useMemo(
      (): readonly ViewCommand[] => [
        closeCommand(session),
        viewCommand('decision.only-differences', () => setOnlyDifferences((only) => !only)),
      ],
      [session],
    ),
  );
  const records = compared.flatMap(({ record }) => record ?? []);
  const problems = compared.filter(({ problem }) => problem !== null);
  return (
    <PageRegion
      label="Comparison"
      keys="compare"
      header={<Header count={wanted.length} onlyDifferences={onlyDifferences} onChange={setOnlyDifferences} />}
      data-testid="compare"
    >
      {problems.map(({ id, problem }) => (
        <p key={id} role="alert" className="px-4 pt-3 text-bad text-cell">
          <code className="font-mono">{id}</code> cannot be shown: {problem}
        </p>
      ))}
      {wanted.length < 2 ? (
        <p className="p-6 text-ink-2">Pin two decisions in the list, then compare them.</p>
      ) : records.length > 0 ? (
        <Table records={records} onlyDifferences={onlyDifferences} ids={wanted} />
      ) : null}
      {records.some(wasSentAgain) ? <Answers records={records} /> : null}
      {records.length > 1 ? <PromptDiff records={records} /> : null}
    </PageRegion>
  );
}

/** A repeat that calls nobody has no answer to wait for. */
function wasSentAgain({ replay_of, outcome }: DecisionRecord): boolean {
  return replay_of !== null && outcome.status !== 'decision-only';
}

/** What was answered, side by side; that of a repeat as it comes. */
function Answers({ records }: { readonly records: readonly DecisionRecord[] }) {
  return (
    <section aria-labelledby="compare-answers" className="mx-4 mt-4" data-testid="compare-answers">
      <h3 id="compare-answers" className="mb-2 font-semibold text-axis text-ink-2 uppercase tracking-wide">
        Answers
      </h3>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,260px),1fr))] items-start gap-3">
        {records
          .filter(({ outcome }) => outcome.status !== 'decision-only')
          .map(({ decision: { id } }, index) => (
            <RunCard key={id} run={{ key: index, model: null, id, problem: null, estimateUsd: null }} onAgain={null} />
          ))}
      </div>
    </section>
  );
}

interface HeaderProps {
  readonly count: number;
  readonly onlyDifferences: boolean;
  readonly onChange: (only: boolean) => void;
}

function Header({ count, onlyDifferences, onChange }: HeaderProps) {
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 px-4">
      <BackToLive />
      <h2 className="font-semibold text-title">Compare {count} decisions</h2>
      <span className="text-cell text-ink-3">as they were when this was opened</span>
      <span className="flex-1" />
      <label className="flex items-center gap-2 text-cell">
        <input
          type="checkbox"
          className="accent-[var(--solid)]"
          checked={onlyDifferences}
          onChange={(event) => onChange(event.target.checked)}
        />
        Differences only
      </label>
    </div>
  );
}

interface TableProps {
  readonly records: readonly DecisionRecord[];
  readonly ids: readonly string[];
  readonly onlyDifferences: boolean;
}

/** Pixels: below that the table scrolls. */
const HEADS_WIDTH = 176;
const COLUMN_WIDTH = 140;

function Table({ records, ids, onlyDifferences }: TableProps) {
  const sections = useMemo(() => compareSections(records), [records]);
  const shown = sections
    .map(({ title, rows }) => ({ title, rows: onlyDifferences ? rows.filter(({ differs }) => differs) : rows }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <table
      className="m-4 w-[calc(100%-32px)] table-fixed border-collapse rounded-md bg-panel text-cell"
      style={{ minWidth: HEADS_WIDTH + records.length * COLUMN_WIDTH }}
    >
      <thead>
        <tr>
          <th className="w-44 border border-line p-2 text-left font-normal text-ink-3">
            {onlyDifferences ? 'What differs' : 'Everything'}
          </th>
          {records.map((record) => (
            <ColumnHead key={record.decision.id} record={record} ids={ids} />
          ))}
        </tr>
      </thead>
      <tbody>
        <SharedAxis records={records} />
        {shown.map(({ title, rows }) => (
          <Fragment key={title}>
            <tr>
              <th
                colSpan={records.length + 1}
                className="border border-line bg-app px-2 py-1 text-left font-semibold text-axis text-ink-2 uppercase tracking-wide"
              >
                {title}
              </th>
            </tr>
            {rows.map(({ name, values, differs }) => (
              <tr key={name} data-testid="compare-row" data-differs={differs}>
                <th className="border border-line px-2 py-1 text-left font-normal text-ink-2">{name}</th>
                {values.map((value, index) => (
                  <td
                    key={records[index]?.decision.id}
                    className={`break-words border border-line px-2 py-1 ${differs ? 'text-ink-1' : 'text-ink-3'}`}
                  >
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </Fragment>
        ))}
        {shown.length === 0 ? (
          <tr>
            <td colSpan={records.length + 1} className="border border-line p-3 text-ink-2">
              Nothing differs.
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function ColumnHead({ record, ids }: { readonly record: DecisionRecord; readonly ids: readonly string[] }) {
  const { store } = useSession();
  const { decision } = record;
  const drop = (): void => {
    const rest = ids.filter((id) => id !== decision.id);
    navigate(store, rest.length < 2 ? { view: 'live' } : { params: { ids: rest.join(',') } });
  };
  return (
    <th className="border border-line p-2 text-left align-top font-normal">
      <div className="flex items-start justify-between gap-1">
        <a
          href={formatRoute({ ...HOME, view: 'decision', arg: decision.id })}
          className="min-w-0 font-semibold text-body text-ink-1 no-underline hover:underline"
        >
          <ModelName model={decision.model} effort={decision.effort} />
        </a>
        <Button variant="ghost" className="px-1!" aria-label={`Take ${decision.id} out`} onClick={drop}>
          <X size={12} aria-hidden />
        </Button>
      </div>
      <div className="mt-0.5 flex flex-wrap items-center gap-x-2 text-ink-2">
        <BucketShape bucket={decision.bucket} size={8} />
        {decision.bucket}
        <span className="text-ink-3">{formatTime(decision.created_ms)}</span>
        {record.replay_of !== null ? <span className="text-accent">replay</span> : null}
        {record.outcome.simulated ? <span className="text-warn">SIMULATED</span> : null}
        {decision.exploration ? <ExploredMark /> : null}
      </div>
      <code className="block truncate font-mono text-axis text-ink-3">{decision.id}</code>
    </th>
  );
}

/** The whole requests on one axis: what is longer looks longer. */
function SharedAxis({ records }: { readonly records: readonly DecisionRecord[] }) {
  const end = Math.max(1, ...records.map(({ outcome }) => outcome.total_ms ?? outcome.overhead_ms ?? 0));
  return (
    <tr>
      <th className="border border-line px-2 py-1 text-left font-normal text-ink-2">
        Time <span className="text-ink-3">0 to {formatDuration(end)}</span>
      </th>
      {records.map((record) => (
        <td key={record.decision.id} className="border border-line px-2 py-1.5">
          <span className="relative block h-4 bg-app">
            {requestBars(record).map(({ id, label, start, length, kind }) => (
              <span
                key={id}
                title={`${label}: ${formatDuration(length)}`}
                className={`absolute inset-y-0 ${BAR_FILLS[kind]}`}
                style={{ left: `${(start / end) * 100}%`, width: `max(2px, ${(length / end) * 100}%)` }}
              />
            ))}
          </span>
        </td>
      ))}
    </tr>
  );
}
