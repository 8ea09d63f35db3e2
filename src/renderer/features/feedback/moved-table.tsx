import type { LearningCell, LearningTable } from '../../../shared/console/learning-contract.ts';
import { Button } from '../../components/button.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatCount, formatSigned } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { withExactValues } from '../../store/filter-edit.ts';
import { formatQuality, resetRatings } from './rate.ts';
import { paramsOf } from './use-ratings.ts';

type Moved = LearningTable['rows'][number];

export interface MovedTableProps {
  readonly rows: readonly Moved[];
  /** The one whose ratings are listed; null for all. */
  readonly chosen: LearningCell | null;
}

/** By model and cluster: from where the ratings moved the expected quality, and to where. */
export function MovedTable({ rows, chosen }: MovedTableProps) {
  return (
    <table className="w-full table-fixed text-cell" aria-label="What the ratings changed">
      <TableHead tall>
        <ColumnHead className="pl-4">Model</ColumnHead>
        <ColumnHead>Cluster</ColumnHead>
        <ColumnHead className="w-20 text-right">Ratings</ColumnHead>
        <ColumnHead className="w-20 text-right" title="Their shares in this cluster, added up">
          Weight
        </ColumnHead>
        <ColumnHead className="w-20 text-right">Prior</ColumnHead>
        <ColumnHead className="w-24 text-right">Posterior</ColumnHead>
        <ColumnHead className="w-28 text-right" title="Where the quality is with 95 % of what is believed">
          95 %
        </ColumnHead>
        <ColumnHead className="w-20 text-right">Moved</ColumnHead>
        <ColumnHead unseen className="w-32 pl-4">
          As a picture
        </ColumnHead>
        <ColumnHead unseen className="w-20 pr-4">
          Changes
        </ColumnHead>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.model} ${row.effort} ${row.id}`} row={row} chosen={chosen} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, chosen }: { readonly row: Moved; readonly chosen: LearningCell | null }) {
  const session = useSession();
  const { model, effort, id, label, prior, posterior, interval, ratings, explored, weight } = row;
  const cell: LearningCell = { model, effort, cluster: id };
  const current = chosen !== null && JSON.stringify(paramsOf(chosen)) === JSON.stringify(paramsOf(cell));
  return (
    <tr
      className={`h-8 border-line border-t text-right ${current ? 'bg-selected' : 'hover:bg-hover'}`}
      data-testid="moved-row"
      data-model={model}
      data-cluster={id}
    >
      <th scope="row" className="truncate pl-4 text-left font-normal">
        <ModelName model={model} effort={effort} />
      </th>
      <td className="truncate pr-2 text-left">
        <LiveLink query={withExactValues('', 'cluster', [label])}>{label}</LiveLink>
      </td>
      <td>
        <RouteLink
          to={{ view: 'feedback', params: current ? {} : paramsOf(cell) }}
          aria-current={current ? 'true' : undefined}
          title={current ? 'Show all ratings again' : 'Show these ratings alone'}
        >
          {formatCount(ratings)}
        </RouteLink>
        {explored === 0 ? null : (
          <span
            className="block text-axis text-ink-3"
            title={`${formatQuality(row.without_explored)} without those of answers that were tried to learn`}
            data-testid="moved-explored"
          >
            {formatCount(explored)} explored
          </span>
        )}
      </td>
      <td className="text-ink-2">{weight.toFixed(2)}</td>
      <td data-testid="moved-prior" data-value={prior}>
        {formatQuality(prior)}
      </td>
      <td data-testid="moved-posterior" data-value={posterior}>
        {formatQuality(posterior)}
      </td>
      <td className="text-ink-2" data-testid="moved-interval">
        {formatQuality(interval[0])}–{formatQuality(interval[1])}
      </td>
      <td className={posterior < prior ? 'text-warn' : 'text-ok'}>{formatSigned(posterior - prior)}</td>
      <td className="pl-4">
        <Move prior={prior} posterior={posterior} />
      </td>
      <td className="pr-4">
        <Button
          variant="ghost"
          aria-label={`Reset ${model}${effort === null ? '' : ` at ${effort}`} in ${label}`}
          title="Forget what the ratings say of this model in this cluster"
          onClick={() => void resetRatings(session, { cell })}
        >
          Reset
        </Button>
      </td>
    </tr>
  );
}

/** The scale from 0 to 1: a hollow mark where the table had it, a filled one where it is now. */
function Move({ prior, posterior }: { readonly prior: number; readonly posterior: number }) {
  const at = (value: number): number => 4 + value * 92;
  return (
    <svg width="100" height="12" viewBox="0 0 100 12" className="block" aria-hidden="true">
      <path d="M4 6h92" stroke="var(--line)" />
      <path d={`M${at(prior)} 6H${at(posterior)}`} stroke="var(--ink-2)" strokeWidth="2" />
      <circle cx={at(prior)} cy="6" r="3" fill="var(--panel)" stroke="var(--ink-2)" />
      <circle cx={at(posterior)} cy="6" r="3" fill="var(--accent)" />
    </svg>
  );
}
