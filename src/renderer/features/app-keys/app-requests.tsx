import { LiveLink } from '../../components/live-link.tsx';
import { formatCount } from '../../lib/units.ts';
import { withExactValues } from '../../store/filter-edit.ts';
import { useHostQuery } from '../../store/use-host-query.ts';

/** Counting looks through the whole log. Milliseconds between two looks while requests come in. */
const EVERY_MS = 5_000;

/** How many recorded requests there are of an app, as a link to them. */
export function AppRequests({ app }: { readonly app: string }) {
  const { value, problem } = useHostQuery('decisions.count', app, () => ({ filter: [{ field: 'app', in: [app] }] }), {
    everyMs: EVERY_MS,
  });
  return (
    <LiveLink query={withExactValues('', 'app', [app])} title={problem ?? `Show the requests of ${app}`}>
      <span data-testid="app-requests" data-value={value?.matched ?? ''}>
        {value === null ? '—' : `${value.seen < value.total ? '≥ ' : ''}${formatCount(value.matched)}`}
      </span>
    </LiveLink>
  );
}
