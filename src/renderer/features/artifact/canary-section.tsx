import { useState } from 'react';
import { toast } from 'sonner';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCost, formatCount, formatDateTime, formatDuration, formatPercent } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { useHostQuery } from '../../store/use-host-query.ts';
import { refreshTuning } from '../tune/tuning-actions.ts';

type Status = ConsoleOutput<'artifact.canary'>;
type Running = NonNullable<Status['running']>;

/** The artifact that has some of the sessions, beside the one in force; nothing where there never was one. */
export function CanarySection({ changes }: { readonly changes: number }) {
  const session = useSession();
  const version = useConsole((state) => state.info?.artifact.version ?? '');
  const { value, refresh } = useHostQuery('artifact.canary', `${version} ${changes}`, () => undefined);
  const [busy, setBusy] = useState(false);
  if (value === null || (value.running === null && value.ended === null)) return null;
  const { running, ended } = value;
  if (running === null) return <Section title="Canary">{ended === null ? null : <Ended ended={ended} />}</Section>;
  const ask = async (name: 'hold' | 'promote' | 'rollback'): Promise<void> => {
    setBusy(true);
    const { client } = session;
    const result =
      name === 'hold'
        ? await client.request('artifact.canary_hold', { held: !running.held })
        : await client.request(`artifact.canary_${name}`);
    if (!result.ok) toast.error(`The canary was not changed: ${result.error.message}`);
    refresh();
    await refreshTuning(session);
    setBusy(false);
  };
  return (
    <Section title="Canary">
      <div data-testid="canary">
        <p className="mb-2 text-cell text-ink-2" role="status">
          {running.version} has {formatPercent(running.share)} of sessions: step {running.step + 1} of{' '}
          {running.steps.length}
          {running.held ? ', held' : ''}; {formatCount(running.step_requests)} requests in this step.
        </p>
        <Sides running={running} />
        <div className="mt-3 flex gap-2">
          <Button disabled={busy} data-testid="canary-hold" onClick={() => void ask('hold')}>
            {running.held ? 'Resume' : 'Hold'}
          </Button>
          <Button disabled={busy} data-testid="canary-promote" onClick={() => void ask('promote')}>
            Promote
          </Button>
          <Button disabled={busy} data-testid="canary-rollback" onClick={() => void ask('rollback')}>
            Roll back
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Sides({ running }: { readonly running: Running }) {
  const rows: [string, Running['canary']][] = [
    [running.version, running.canary],
    [`${running.control_version}, in force`, running.control],
  ];
  return (
    <table className="w-full text-cell" aria-label="The canary beside the artifact in force">
      <TableHead align="right">
        <ColumnHead className="text-left">Artifact</ColumnHead>
        <ColumnHead>Requests</ColumnHead>
        <ColumnHead>Failed</ColumnHead>
        <ColumnHead title="Geometric mean">Answer</ColumnHead>
        <ColumnHead title="Geometric mean">Cost</ColumnHead>
      </TableHead>
      <tbody>
        {rows.map(([name, side]) => (
          <tr key={name} className="border-line border-t text-right">
            <th scope="row" className="py-1 text-left font-normal">
              {name}
            </th>
            <td>{formatCount(side.requests)}</td>
            <td>{formatCount(side.errors)}</td>
            <td>{formatDuration(side.ms)}</td>
            <td>{formatCost(side.usd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ended({ ended }: { readonly ended: NonNullable<Status['ended']> }) {
  const { version, what, reason, at_ms: at } = ended;
  return (
    <p className="text-cell text-ink-2" data-testid="canary-ended">
      {version} was {what === 'promoted' ? 'promoted' : 'rolled back'}, {formatDateTime(at)}: {reason}
    </p>
  );
}
