import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { TimeSteps } from './time-steps.ts';
import { Traffic, windowOf } from './traffic.ts';

type Overview = ConsoleOutput<'cache.overview'>;
type Step = Overview['over_time'][number];

/** How often the decision cache had the decision and the response cache the answer, over time. */
export async function cacheOverview(
  log: DecisionLog,
  input: ConsoleParsedInput<'cache.overview'>,
  nowMs: number,
): Promise<Overview> {
  const time = new TimeSteps(windowOf(input, nowMs));
  const traffic = new Traffic(log, { ...input, from_ms: time.fromMs }, nowMs);
  const steps = new Map<number, Step>();
  await traffic.read(
    {
      select: `${time.sql}, sum(cache = 'hit'), sum(cache = 'miss'), sum(cache = 'off'),
        total(response_cache = 'hit'), total(response_cache = 'semantic'), total(response_cache = 'miss')`,
      values: time.values,
      rest: 'GROUP BY step',
    },
    ([step, ...counts]) => {
      const at = time.startOf(time.placeOf(step as number));
      steps.set(at, added(steps.get(at) ?? emptyStep(at), counts as number[]));
    },
  );
  const overTime = [...steps.values()].sort((one, other) => one.at - other.at);
  const sum = (read: (step: Step) => number) => overTime.reduce((all, one) => all + read(one), 0);
  const hits = sum((step) => step.hits);
  const misses = sum((step) => step.misses);
  return {
    from_ms: traffic.fromMs,
    to_ms: traffic.toMs,
    bin_ms: time.lengthMs,
    hits,
    misses,
    off: sum((step) => step.off),
    response: {
      exact: sum(({ response }) => response.exact),
      semantic: sum(({ response }) => response.semantic),
      misses: sum(({ response }) => response.misses),
    },
    hit_rate: hits + misses === 0 ? null : hits / (hits + misses),
    over_time: overTime,
  };
}

function emptyStep(at: number): Step {
  return { at, hits: 0, misses: 0, off: 0, response: { exact: 0, semantic: 0, misses: 0 } };
}

/** @param counts In the order of the query's columns. */
function added({ at, hits, misses, off, response }: Step, counts: readonly number[]): Step {
  const [moreHits = 0, moreMisses = 0, moreOff = 0, exact = 0, semantic = 0, asked = 0] = counts;
  return {
    at,
    hits: hits + moreHits,
    misses: misses + moreMisses,
    off: off + moreOff,
    response: {
      exact: response.exact + exact,
      semantic: response.semantic + semantic,
      misses: response.misses + asked,
    },
  };
}
