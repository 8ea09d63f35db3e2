/** The cells of the table of models. */
import { TriangleAlert } from 'lucide-react';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { monogram } from '../../lib/names.ts';
import { formatCount, formatDuration, formatPercent, UNKNOWN } from '../../lib/units.ts';
import { withToggledValue } from '../../store/filter-edit.ts';
import { winRange } from './alpha-wins.ts';
import type { ModelRow } from './model-rows.ts';
import { formatPause } from './pause-words.ts';
import { formatRate } from './price-facts.ts';
import { formatRange, WinsStrip, winsInWords } from './wins-strip.tsx';

export function NameCell({
  row: { model },
  onSelect,
}: {
  readonly row: ModelRow;
  readonly onSelect: (id: string) => void;
}) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <button
        type="button"
        data-model-name
        onClick={() => onSelect(model.id)}
        className="flex h-6 min-w-0 items-center rounded-md px-1 text-left hover:text-accent"
      >
        <ModelName model={model.id.includes('/') ? model.id : `${model.author}/${model.id}`} />
      </button>
      {model.gone === null ? null : <span className="shrink-0 text-axis text-warn">gone since {model.gone}</span>}
      {model.origin === 'catalog' ? null : <span className="shrink-0 text-axis text-ink-3">{model.origin}</span>}
    </span>
  );
}

const WORDS = { cheap: 'Cheap', mid: 'Mid', hard: 'Hard' } as const;

export function Buckets({ model }: { readonly model: CatalogModelView }) {
  if (model.buckets.length === 0) return <span className="text-ink-3">by name only</span>;
  return (
    <span className="flex items-center gap-2.5">
      {model.buckets.map(({ bucket, effort }) => (
        <span
          key={`${bucket} ${effort}`}
          className="inline-flex items-center gap-1"
          title={effort ? `${bucket}, effort ${effort}` : bucket}
        >
          <BucketShape bucket={bucket} />
          <span className="max-[1700px]:sr-only">{WORDS[bucket]}</span>
        </span>
      ))}
    </span>
  );
}

export function PriceCell({ row, rate }: { readonly row: ModelRow; readonly rate: number | undefined }) {
  if (rate === undefined) return <span className="text-ink-3">unpriced</span>;
  const tiers = row.model.price?.tiers.length ?? 0;
  return (
    <span className={row.stale ? 'text-warn' : ''} title={row.model.price?.source}>
      {formatRate(rate)}
      {tiers > 0 ? <span title="Long prompts cost more: see the side panel">+</span> : null}
    </span>
  );
}

export function AgeCell({ row: { model, priceAge, stale } }: { readonly row: ModelRow }) {
  if (model.price === null) return UNKNOWN;
  if (priceAge === null)
    return <span className="text-ink-3">{model.price.source === 'settings' ? 'yours' : UNKNOWN}</span>;
  return (
    <span className={`inline-flex items-center gap-1 ${stale ? 'text-warn' : 'text-ink-2'}`}>
      {stale ? <TriangleAlert size={11} aria-label="stale" /> : null}
      {priceAge} d
    </span>
  );
}

/** What was not measured says so, and is not zero. */
function NotYet() {
  return (
    <span className="text-ink-3" title="not measured yet">
      <span aria-hidden="true">{UNKNOWN}</span>
      <span className="sr-only">not measured yet</span>
    </span>
  );
}

/** Time to the first byte, with the rows that it is of. */
export function FirstByteCell({ row, ms }: { readonly row: ModelRow; readonly ms: number | undefined }) {
  if (ms === undefined) return <NotYet />;
  const { id } = row.model;
  return (
    <LiveLink
      query={withToggledValue('', 'model', id, true)}
      title={`Of ${formatCount(row.health?.first_byte?.count)} streamed answers: show the requests of ${id}`}
      className="text-ink-1 no-underline hover:underline"
    >
      {formatDuration(ms)}
    </LiveLink>
  );
}

/** Share of calls that failed, with the requests that failed. */
export function ErrorCell({ row: { model, health } }: { readonly row: ModelRow }) {
  if (health === null || health.calls === 0) return <NotYet />;
  const query = withToggledValue('', 'model', model.id, true);
  return (
    <LiveLink
      query={health.failed > 0 ? `${query} is:error` : query}
      title={`${formatCount(health.failed)} of ${formatCount(health.calls)} calls failed: show the requests of ${model.id}`}
      className={`no-underline hover:underline ${health.failed > 0 ? 'text-bad' : 'text-ink-1'}`}
    >
      {formatPercent(health.failed / health.calls)}
    </LiveLink>
  );
}

/** Over alpha: where it wins, and the range in numbers. */
export function WinsCell({ row: { wins }, alpha }: { readonly row: ModelRow; readonly alpha: number | null }) {
  if (wins === undefined) return <span className="text-ink-3">{UNKNOWN}</span>;
  const range = winRange(wins.all);
  return (
    <span
      className="flex items-center gap-2"
      title={`Of ${formatCount(wins.all.decisions)} decisions: ${winsInWords(wins.all)}`}
    >
      <span className="w-16 shrink-0">
        <WinsStrip wins={wins.all} of="all buckets" alpha={alpha} height={14} />
      </span>
      <span className="w-16 text-right">{range === null ? 'none' : formatRange(range.from, range.to)}</span>
    </span>
  );
}

/** Whether it can be asked now: a pause with its time left, else who would be asked, else no key. */
export function StateCell({ row: { callable, pause } }: { readonly row: ModelRow }) {
  const [first, ...others] = callable;
  if (first === undefined) return <span className="text-ink-3">○ no key</span>;
  if (pause !== null) {
    return (
      <span className="text-warn" title={pause.reason} data-testid="model-pause">
        ‖ {formatPause(pause.leftMs)}
      </span>
    );
  }
  return (
    <span className="text-ok" title={callable.join(', ')}>
      ✓ {first}
      {others.length > 0 ? ` + ${others.map(monogram).join(' ')}` : ''}
    </span>
  );
}
