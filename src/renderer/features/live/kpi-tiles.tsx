import { useConsole, useSession } from '../../store/console-context.tsx';
import { selectKpis } from './kpis.ts';

export function KpiTiles() {
  const { ring } = useSession();
  const metrics = useConsole((state) => state.metrics);
  // Sample tiles are computed from the ring; twenty rows more or less do not change what they say.
  useConsole((state) => (ring.sampleCount > 0 ? Math.floor(state.version / 20) : 0));
  return (
    <dl className="grid h-14 shrink-0 grid-cols-5 border-line border-b bg-panel" aria-label="Last hour">
      {selectKpis(metrics, ring).map(({ label, value, note, tone }) => (
        <div key={label} className="flex min-w-0 flex-col justify-center border-line border-l px-3 first:border-l-0">
          <dt className="flex min-w-0 items-baseline gap-2">
            <span className="shrink-0 text-axis text-ink-2">{label}</span>
            <span className="min-w-0 truncate text-axis text-ink-3" title={note}>
              {note}
            </span>
          </dt>
          <dd className={`text-kpi ${tone === 'bad' ? 'text-bad' : value === '—' ? 'text-ink-3' : 'text-ink-1'}`}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
