import { useState } from 'react';
import { ChoiceGroup } from '../../components/choice-group.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCost, formatCostExact, formatCount, formatPercent, formatSigned, formatUnit } from '../../lib/units.ts';
import type { SavingsNumbers, SavingsReport } from './report.ts';
import { PartName } from './saved-bars.tsx';
import { type Dimension, rowsQuery, type SavingsChoice } from './savings-choice.ts';

const DIMENSIONS = [
  { id: 'app', title: 'App' },
  { id: 'model', title: 'Model' },
  { id: 'bucket', title: 'Bucket' },
] as const;

export interface WhereTableProps {
  readonly report: SavingsReport;
  readonly choice: SavingsChoice;
}

/** Where it went, with what it may have cost in quality. */
export function WhereTable({ report, choice }: WhereTableProps) {
  const [kind, setKind] = useState<Dimension>('app');
  const rows = { app: report.by_app, model: report.by_model, bucket: report.by_bucket }[kind];
  return (
    <PanelBox>
      <div className="flex h-9 items-center justify-between px-4">
        <h3 className="font-semibold text-axis text-ink-2 uppercase tracking-wide">Where it went</h3>
        <ChoiceGroup label="Rows of the table" options={DIMENSIONS} value={kind} onChange={setKind} />
      </div>
      <table className="w-full table-fixed border-line border-t text-cell" aria-label="Where it went">
        <TableHead align="right" tall>
          <ColumnHead className="pl-4 text-left">{DIMENSIONS.find(({ id }) => id === kind)?.title}</ColumnHead>
          <ColumnHead className="w-24">Requests</ColumnHead>
          <ColumnHead className="w-28">Actual</ColumnHead>
          <ColumnHead className="w-28">Baseline est.</ColumnHead>
          <ColumnHead className="w-28">Saved est.</ColumnHead>
          <ColumnHead className="w-20">Share</ColumnHead>
          <ColumnHead className="w-56 pr-4">Predicted quality est., against baseline</ColumnHead>
        </TableHead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.name}
              className="h-7 border-line border-t text-right hover:bg-hover"
              data-testid="savings-row"
              data-name={row.name}
            >
              <th className="truncate pl-4 text-left font-normal">
                <LiveLink query={rowsQuery(choice, { kind, name: row.name })} className="inline-flex max-w-full">
                  <PartName kind={kind} name={row.name} />
                </LiveLink>
              </th>
              <Cells numbers={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="h-7 border-control border-t text-right font-semibold">
            <th className="pl-4 text-left">All</th>
            <Cells numbers={report.totals} />
          </tr>
        </tfoot>
      </table>
    </PanelBox>
  );
}

function Cells({ numbers }: { readonly numbers: SavingsNumbers }) {
  const { requests, actual_usd, baseline_usd, saved_usd, quality, baseline_quality } = numbers;
  return (
    <>
      <td data-value={requests} data-column="requests">
        {formatCount(requests)}
      </td>
      <td data-value={actual_usd} data-column="actual" title={formatCostExact(actual_usd)}>
        {formatCost(actual_usd)}
      </td>
      <td title={formatCostExact(baseline_usd)} className="text-ink-2">
        {formatCost(baseline_usd)}
      </td>
      <td data-value={saved_usd} data-column="saved" className={saved_usd < 0 ? 'text-warn' : ''}>
        {formatCost(saved_usd)}
      </td>
      <td className="text-ink-2">{formatPercent(baseline_usd === 0 ? null : saved_usd / baseline_usd)}</td>
      <td className="pr-4">
        {formatUnit(quality, 3)}{' '}
        {quality === null || baseline_quality === null ? null : (
          <span className="text-ink-2">
            {formatSigned(quality - baseline_quality)} to {formatUnit(baseline_quality, 3)}
          </span>
        )}
      </td>
    </>
  );
}
