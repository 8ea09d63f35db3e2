import type { RatingList } from '../../../shared/console/learning-contract.ts';
import { Button } from '../../components/button.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { NewestOf } from '../../components/newest-of.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { ColumnHead, TableHead } from '../../components/table-head.tsx';
import { formatDateTime, formatIso, formatUnit } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import { resetRatings } from './rate.ts';

type Rating = RatingList['ratings'][number];

const SOURCES = { console: 'this console', endpoint: 'an app' } as const;

/** Single ratings, newest first. */
export function RatingTable({ list }: { readonly list: RatingList }) {
  return (
    <>
      <table className="w-full table-fixed text-cell" aria-label="Ratings">
        <TableHead tall>
          <ColumnHead className="w-44 pl-4">When</ColumnHead>
          <ColumnHead className="w-24">Rating</ColumnHead>
          <ColumnHead>Model</ColumnHead>
          <ColumnHead>Clusters</ColumnHead>
          <ColumnHead className="w-28">By</ColumnHead>
          <ColumnHead className="w-28">Decision</ColumnHead>
          <ColumnHead unseen className="w-20 pr-4">
            Changes
          </ColumnHead>
        </TableHead>
        <tbody>
          {list.ratings.map((rating) => (
            <Row key={rating.decision_id} rating={rating} />
          ))}
        </tbody>
      </table>
      <NewestOf shown={list.ratings.length} total={list.matched} />
    </>
  );
}

function Row({ rating }: { readonly rating: Rating }) {
  const session = useSession();
  const { decision_id: id, at_ms, score, model, effort, source } = rating;
  const when = formatDateTime(at_ms);
  return (
    <tr className="h-8 border-line border-t hover:bg-hover" data-testid="rating-row" data-decision-id={id}>
      <td className="pl-4 tabular-nums" title={formatIso(at_ms)}>
        {when}
      </td>
      <td>
        <Score score={score} />
      </td>
      <td className="truncate pr-2">
        <ModelName model={model} effort={effort} />
      </td>
      <Clusters rating={rating} />
      <td className="text-ink-2">{source === null ? 'not known' : SOURCES[source]}</td>
      <td>
        <RouteLink to={{ view: 'decision', arg: id, params: {} }} title={id}>
          …{id.slice(-6)}
        </RouteLink>
      </td>
      <td className="pr-4 text-right">
        <Button
          variant="ghost"
          aria-label={`Forget the rating of ${when}`}
          onClick={() => void resetRatings(session, { decision_id: id })}
        >
          Forget
        </Button>
      </td>
    </tr>
  );
}

function Clusters({ rating: { clusters, artifact } }: { readonly rating: Rating }) {
  if (clusters.length === 0) {
    return <td className="truncate pr-2 text-ink-3">waits for artifact {artifact}</td>;
  }
  const words = clusters.map(({ label, share }) => `${label} ${formatUnit(share)}`).join(' · ');
  return (
    <td className="truncate pr-2 text-ink-2" title={words}>
      {words}
    </td>
  );
}

function Score({ score }: { readonly score: number }) {
  if (score === 1) return <span className="text-ok">▲ up</span>;
  if (score === 0) return <span className="text-warn">▼ down</span>;
  return <span>{formatUnit(score)}</span>;
}
