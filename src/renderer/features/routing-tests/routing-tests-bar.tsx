import { memo } from 'react';
import { Button } from '../../components/button.tsx';
import { useSession } from '../../store/console-context.tsx';
import { useRoutingTests } from './use-routing-tests.ts';

/** One line for Tune: which tests the values under trial would break. Nothing while there are no tests. */
export const RoutingTestsBar = memo(function RoutingTestsBar() {
  const { commands } = useSession();
  const { list, run, trying, problem } = useRoutingTests();
  if (problem === null && (list === null || list.tests.length === 0)) return null;
  const failed = run === null ? 0 : run.failed + run.errors;
  return (
    <div
      data-testid="routing-tests-bar"
      data-failed={run === null ? '' : failed}
      className="flex min-h-8 items-center gap-3 border-line border-t px-4 text-cell"
    >
      <span className={problem !== null || failed > 0 ? 'text-bad' : 'text-ink-2'}>
        {problem ??
          (failed === 0
            ? `All ${run?.passed ?? 0} routing tests pass`
            : `${failed} of ${run?.results.length} routing tests fail`)}
        {trying && problem === null ? ' with the values under preview' : ''}
      </span>
      <Button onClick={() => commands.run('tune.routing-tests')}>Routing tests…</Button>
    </div>
  );
});
