import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { Traffic } from './traffic.ts';

type Overview = ConsoleOutput<'cache.overview'>;

/** How often the decision cache had the decision and the response cache the answer, over time. */
export async function cacheOverview(
  log: DecisionLog,
  input: ConsoleParsedInput<'cache.overview'>,
  nowMs: number,
): Promise<Overview> {
  const traffic = new Traffic(log, input, nowMs);
  const steps: Overview['over_time'] = [];
  await traffic.read(
    {
      select: `CAST((created_ms - ?) / ? AS INTEGER) AS step, sum(cache = 'hit'), sum(cache = 'miss'), sum(cache = 'off'),
        total(response_cache = 'hit'), total(response_cache = 'semantic'), total(response_cache = 'miss')`,
      values: [traffic.fromMs, traffic.binMs],
      rest: 'GROUP BY step',
    },
    ([step, hits, misses, off, exact, semantic, asked]) =>
      void steps.push({
        at: traffic.fromMs + (step as number) * traffic.binMs,
        hits: hits as number,
        misses: misses as number,
        off: off as number,
        response: { exact: exact as number, semantic: semantic as number, misses: asked as number },
      }),
  );
  const sum = (read: (step: Overview['over_time'][number]) => number) => steps.reduce((all, one) => all + read(one), 0);
  const hits = sum((step) => step.hits);
  const misses = sum((step) => step.misses);
  return {
    from_ms: traffic.fromMs,
    to_ms: traffic.toMs,
    bin_ms: traffic.binMs,
    hits,
    misses,
    off: sum((step) => step.off),
    response: {
      exact: sum(({ response }) => response.exact),
      semantic: sum(({ response }) => response.semantic),
      misses: sum(({ response }) => response.misses),
    },
    hit_rate: hits + misses === 0 ? null : hits / (hits + misses),
    over_time: steps.sort((one, other) => one.at - other.at),
  };
}
