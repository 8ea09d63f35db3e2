import type { LearningCell, LearningTable, RatingList } from '../../../shared/console/learning-contract.ts';
import { useConsole } from '../../store/console-context.tsx';
import { type HostAnswer, useHostQuery } from '../../store/use-host-query.ts';

/** Nothing of it changes with traffic, only with ratings: how often it is asked again regardless. Milliseconds. */
const EVERY_MS = 60_000;

export interface UsedRatings {
  readonly table: HostAnswer<LearningTable>;
  readonly list: HostAnswer<RatingList>;
}

/** What was rated and what it changed; read again when somebody rates. */
export function useRatings(cell: LearningCell | null): UsedRatings {
  const changes = useConsole((state) => state.ratings);
  const table = useHostQuery('learning.table', String(changes), () => undefined, { everyMs: EVERY_MS });
  const list = useHostQuery(
    'learning.ratings',
    `${changes} ${JSON.stringify(cell)}`,
    () => (cell === null ? {} : { cell }),
    { everyMs: EVERY_MS },
  );
  return { table, list };
}

/** The cell that the link names, if it names one. */
export function cellOf(params: Readonly<Record<string, string>>): LearningCell | null {
  const { model, effort, cluster } = params;
  if (model === undefined || cluster === undefined || !/^\d+$/.test(cluster)) return null;
  return { model, effort: (effort ?? null) as LearningCell['effort'], cluster: Number(cluster) };
}

/** The other way round: what a link to a cell holds. */
export function paramsOf({ model, effort, cluster }: LearningCell): Record<string, string> {
  return { model, ...(effort === null ? {} : { effort }), cluster: String(cluster) };
}
