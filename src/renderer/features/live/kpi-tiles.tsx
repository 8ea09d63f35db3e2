import { RouteLink } from '../../components/route-link.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { selectKpis } from './kpis.ts';

/** Each number is a link to the rows behind it. */
export function KpiTiles() {
  const { ring } = useSession();
  const metrics = useConsole((state) => state.metrics);
  const route = useConsole((state) => state.route);
  // Sample tiles are computed from the ring; twenty rows more or less do not change what they say.
  useConsole((state) => (ring.sampleCount > 0 ? Math.floor(state.version / 20) : 0));
  return (
    <ul
      className="grid shrink-0 auto-rows-[56px] grid-cols-5 max-[560px]:grid-cols-2 border-line border-b bg-panel"
      aria-label="Last hour"
    >
      {selectKpis(metrics, ring).map(({ label, value, note, tone, query }) => (
        <li key={label} className="min-w-0 border-line border-l first:border-l-0">
          <RouteLink
            to={{ ...route, query }}
            title={`${note}\nShow them: ${query}`}
            className={`flex h-full flex-col justify-center px-3 no-underline outline-offset-[-2px] hover:bg-hover ${
              route.query === query ? 'bg-selected' : ''
            }`}
          >
            <span className="flex min-w-0 items-baseline gap-2">
              <span className="shrink-0 text-axis text-ink-2">{label}</span>
              <span className="min-w-0 truncate text-axis text-ink-3">{note}</span>
            </span>
            <span className={`text-kpi ${tone === 'bad' ? 'text-bad' : value === '—' ? 'text-ink-3' : 'text-ink-1'}`}>
              {value}
            </span>
          </RouteLink>
        </li>
      ))}
    </ul>
  );
}
