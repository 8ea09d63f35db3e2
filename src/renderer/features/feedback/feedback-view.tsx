import { Button } from '../../components/button.tsx';
import { NotRead } from '../../components/not-read.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { ReadingBar } from '../../components/reading-bar.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { ExplorationPanel } from './exploration-panel.tsx';
import { MovedTable } from './moved-table.tsx';
import { ratings, resetRatings } from './rate.ts';
import { RatingTable } from './rating-table.tsx';
import { cellOf, useRatings } from './use-ratings.ts';

/** Every rating, and from which prior to which posterior they moved each model in each cluster. */
export function FeedbackView() {
  const session = useSession();
  const params = useConsole((state) => state.route.params);
  const cell = cellOf(params);
  const { table, list } = useRatings(cell);
  if (table.value === null || list.value === null) {
    const problem = table.problem ?? list.problem;
    if (problem === null) return <ReadingBar label="Reading the ratings" />;
    const again = (): void => {
      table.refresh();
      list.refresh();
    };
    return <NotRead title="The ratings could not be read" problem={problem} onAgain={again} />;
  }
  if (list.value.total === 0) return <Empty />;
  const { rows, table_weight: tableWeight } = table.value;
  return (
    <section
      aria-label="Ratings and what they changed"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-y-auto bg-app outline-offset-[-2px]"
      data-testid="feedback-view"
    >
      <div className="space-y-3 p-4">
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="font-semibold text-title">What the ratings changed</h2>
          <span className="min-w-0 flex-1 text-cell text-ink-2">
            Expected quality by the table, and after the ratings; the table's own word counts for {tableWeight} ratings.
          </span>
          <Button onClick={() => void resetRatings(session, { all: true })} data-testid="forget-all">
            Forget all {formatCount(list.value.total)}
          </Button>
        </div>
        <PanelBox>
          {rows.length === 0 ? (
            <p className="px-4 py-3 text-cell text-ink-2">
              None of the ratings is about clusters of the artifact in force.
            </p>
          ) : (
            <MovedTable rows={rows} chosen={cell} />
          )}
        </PanelBox>
        <ExplorationPanel />
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="font-semibold text-title">Ratings</h2>
          <span className="text-cell text-ink-2" role="status">
            {cell === null
              ? ratings(list.value.total)
              : `${formatCount(list.value.matched)} of ${ratings(list.value.total)}, of ${cell.model} in one cluster`}
          </span>
          {cell === null ? null : (
            <RouteLink to={{ view: 'feedback', params: {} }} className="text-cell">
              Show all
            </RouteLink>
          )}
        </div>
        <PanelBox>
          {list.value.matched === 0 ? (
            <p className="px-4 py-3 text-cell text-ink-2">No rating says anything of this model in this cluster.</p>
          ) : (
            <RatingTable list={list.value} />
          )}
        </PanelBox>
      </div>
    </section>
  );
}

function Empty() {
  const { store } = useSession();
  return (
    <div className="mx-auto mt-16 flex max-w-2xl flex-col gap-3 px-6" data-testid="feedback-empty">
      <h2 className="font-semibold text-title">Nothing was rated yet</h2>
      <p className="text-ink-2">
        Thumbs are in the inspector of each decision; apps rate with{' '}
        <code className="font-mono">POST /v1/feedback</code>. A rating moves the quality that is expected of the model
        that answered, for prompts like that one.
      </p>
      <div>
        <Button variant="primary" onClick={() => navigate(store, { view: 'live' })}>
          Choose a decision to rate
        </Button>
      </div>
      <ExplorationPanel />
    </div>
  );
}
