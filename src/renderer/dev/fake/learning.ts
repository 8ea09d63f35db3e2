/** Ratings and what they changed, with the weights of the real host and its candidates' quality for the table. */
import type { LearningCell, LearningTable } from '../../../shared/console/learning-contract.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { FakeArea, FakeHandlers, FakeHost } from './fake-host.ts';
import { FakeRefusal, findRecord } from './fake-host.ts';

type Rating = ConsoleOutput<'learning.ratings'>['ratings'][number] & { readonly prior: number };

const TABLE_WEIGHT = 20;

export function fakeLearning(
  host: FakeHost,
): FakeArea<'learning'> & Pick<FakeHandlers, 'decisions.feedback' | 'decisions.rating'> {
  let ratings: readonly Rating[] = [];
  const resets = new Map<string, readonly Rating[]>();
  const changed = <T>(result: T): T => {
    queueMicrotask(() => host.emit('changed', { what: 'learning' }));
    return result;
  };
  const isIn = ({ model, effort, clusters }: Rating, cell: LearningCell): boolean =>
    model === cell.model && effort === cell.effort && clusters.some(({ id }) => id === cell.cluster);
  const ofCell = (cell: LearningCell, prior: number) => {
    const of = ratings.filter((rating) => isIn(rating, cell));
    const shares = of.map(({ clusters, score }) => {
      const share = clusters.find(({ id }) => id === cell.cluster)?.share ?? 0;
      return { share, well: share * score };
    });
    const weight = shares.reduce((sum, { share }) => sum + share, 0);
    const well = shares.reduce((sum, one) => sum + one.well, 0);
    const posterior = (TABLE_WEIGHT * prior + well) / (TABLE_WEIGHT + weight);
    // Two standard deviations of the Beta distribution, which is near enough here.
    const spread = 2 * Math.sqrt((posterior * (1 - posterior)) / (TABLE_WEIGHT + weight + 1));
    const interval: [number, number] = [Math.max(0, posterior - spread), Math.min(1, posterior + spread)];
    return { prior, posterior, interval, ratings: of.length, weight };
  };
  const effectOf = (id: string): ConsoleOutput<'decisions.rating'> => {
    const { decision } = findRecord(host, id);
    const { model, effort } = decision;
    const score = ratings.find(({ decision_id }) => decision_id === id)?.score ?? null;
    const prior = decision.candidates.find((one) => one.model === model)?.quality ?? 0.5;
    const clusters = decision.features.clusters.map(({ id: cluster, label, weight }) => ({
      ...ofCell({ model, effort, cluster }, prior),
      id: cluster,
      label,
      share: weight,
    }));
    return { decision_id: id, score, model, effort, problem: null, clusters };
  };
  const table = (): LearningTable => {
    const rows = new Map<string, LearningTable['rows'][number]>();
    for (const { model, effort, clusters, prior } of ratings) {
      for (const { id, label } of clusters) {
        const cell = { model, effort, cluster: id };
        const moved = ofCell(cell, prior);
        const asEver = { explored: 0, without_explored: moved.posterior };
        rows.set(JSON.stringify(cell), { ...moved, ...asEver, model, effort, id, label });
      }
    }
    return { ratings: ratings.length, table_weight: TABLE_WEIGHT, rows: [...rows.values()] };
  };
  return {
    'decisions.rating': ({ id }) => effectOf(id),
    'decisions.feedback': ({ id, score }) => {
      const { decision } = findRecord(host, id);
      const { model, effort, artifact_version: artifact } = decision;
      const others = ratings.filter(({ decision_id }) => decision_id !== id);
      const clusters = decision.features.clusters.map((one) => ({ id: one.id, label: one.label, share: one.weight }));
      const prior = decision.candidates.find((one) => one.model === model)?.quality ?? 0.5;
      const rating = {
        decision_id: id,
        at_ms: Date.now(),
        source: 'console',
        model,
        effort,
        clusters,
        artifact,
      } as const;
      ratings = score === null ? others : [{ ...rating, score, prior }, ...others];
      return changed(effectOf(id));
    },
    'learning.table': table,
    'learning.exploration': () => ({
      enabled: false,
      share: 0.05,
      max_extra_usd_per_day: 1,
      today: { day: '2026-11-23', requests: 0, explored: 0, extra_usd: 0 },
      total: { since_ms: 0, explored: 0, extra_usd: 0, rated: 0 },
    }),
    'learning.ratings': ({ cell, limit }) => {
      const matched = cell === undefined ? ratings : ratings.filter((rating) => isIn(rating, cell));
      return { ratings: matched.slice(0, limit), matched: matched.length, total: ratings.length };
    },
    'learning.reset': (what) => {
      const before = ratings;
      ratings = before.flatMap((rating) => {
        if ('all' in what) return [];
        if ('decision_id' in what) return rating.decision_id === what.decision_id ? [] : [rating];
        if (!isIn(rating, what.cell)) return [rating];
        const clusters = rating.clusters.filter(({ id }) => id !== what.cell.cluster);
        return clusters.length === 0 ? [] : [{ ...rating, clusters }];
      });
      const undo = crypto.randomUUID();
      resets.set(undo, before);
      return changed({ removed: before.filter((rating) => !ratings.includes(rating)).length, undo });
    },
    'learning.undo': ({ undo }) => {
      const before = resets.get(undo);
      if (before === undefined) throw new FakeRefusal('not_found', 'This reset cannot be taken back any more.');
      resets.delete(undo);
      const restored = before.filter((rating) => !ratings.includes(rating)).length;
      ratings = before;
      return changed({ restored });
    },
  };
}
