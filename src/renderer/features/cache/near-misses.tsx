import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatCount, formatTime, formatUnit } from '../../lib/units.ts';
import { atThreshold, type NearMiss, type ResponseCacheStats, similarityBins } from './cache-numbers.ts';

const REASONS: Record<NearMiss['reason'], string> = {
  below_threshold: 'too far',
  numbers: 'other numbers',
  negation: 'a negation',
  signs: 'other signs',
  verbatim: 'other code or quotations',
  names: 'other names',
  order: 'another order',
};

/** Prompts that were close to a cached one: how close, and what kept them apart. */
export function NearMisses({ stats }: { readonly stats: ResponseCacheStats }) {
  const { near_misses: misses, threshold } = stats;
  const [tried, setTried] = useState(threshold);
  const [open, setOpen] = useState<NearMiss | null>(null);
  const { more, refused } = atThreshold(misses, tried);
  return (
    <PanelBox>
      <Card title="Near misses" aside={`the last ${formatCount(misses.length)}, by cosine`}>
        {stats.mode === 'exact' ? (
          <p className="text-cell text-ink-2">
            Only the same request counts as the same. With <code className="font-mono">mode: exact_then_semantic</code>{' '}
            prompts that mean the same are found too, and close ones that were not taken are listed here.
          </p>
        ) : misses.length === 0 ? (
          <p className="text-cell text-ink-2">No prompt was close to a cached one without being taken.</p>
        ) : (
          <>
            <Histogram misses={misses} threshold={threshold} tried={tried} />
            <label className="mt-2 flex items-center gap-2 text-cell">
              What if the threshold were
              <input
                type="number"
                min={0.5}
                max={1}
                step={0.01}
                value={tried}
                onChange={({ target }) => Number.isFinite(target.valueAsNumber) && setTried(target.valueAsNumber)}
                className="h-6 w-16 rounded-md border border-control bg-raised px-1 text-right"
                data-testid="threshold"
              />
              <span className="text-ink-2" data-testid="at-threshold">
                +{formatCount(more)} hits of these; {formatCount(refused)} stay apart for what they say.
              </span>
            </label>
            <ul className="mt-2 max-h-56 overflow-y-auto">
              {misses.map((miss) => (
                <li key={`${miss.at_ms} ${miss.cosine}`} className="border-line border-t">
                  <button
                    type="button"
                    aria-expanded={open === miss}
                    onClick={() => setOpen(open === miss ? null : miss)}
                    className="flex h-7 w-full items-center gap-3 text-left text-cell outline-offset-[-2px] hover:bg-hover"
                  >
                    <span className="w-10 shrink-0 text-right">{formatUnit(miss.cosine, 3)}</span>
                    <span className="w-32 shrink-0 truncate text-ink-2">{REASONS[miss.reason]}</span>
                    <span className="min-w-0 flex-1 truncate">{miss.preview ?? 'text not stored'}</span>
                  </button>
                  {open === miss ? <Compared miss={miss} /> : null}
                </li>
              ))}
            </ul>
          </>
        )}
      </Card>
    </PanelBox>
  );
}

function Compared({ miss }: { readonly miss: NearMiss }) {
  return (
    <dl className="grid grid-cols-2 gap-3 bg-app p-2 text-cell" data-testid="near-miss-compared">
      <div>
        <dt className="text-axis text-ink-3">asked at {formatTime(miss.at_ms)}</dt>
        <dd>{miss.preview ?? 'text not stored'}</dd>
      </div>
      <div>
        <dt className="text-axis text-ink-3">in the cache</dt>
        <dd>{miss.cached_preview ?? 'text not stored'}</dd>
      </div>
    </dl>
  );
}

const HEIGHT = 72;

function Histogram({
  misses,
  threshold,
  tried,
}: {
  readonly misses: readonly NearMiss[];
  readonly threshold: number;
  readonly tried: number;
}) {
  const bins = similarityBins(misses, threshold);
  const most = Math.max(1, ...bins.map(({ tooFar, refused }) => tooFar + refused));
  const first = bins[0]?.from ?? 0;
  const place = (cosine: number): string => `${((cosine - first) / (1 - first)) * 100}%`;
  const tall = (count: number): number => (count / most) * HEIGHT;
  return (
    <div
      role="img"
      aria-label={`Near misses by cosine from ${formatUnit(first)} to 1; the threshold is ${formatUnit(threshold)}.`}
    >
      <div className="relative flex items-end gap-px border-control border-b" style={{ height: HEIGHT + 4 }}>
        {bins.map(({ from, tooFar, refused }) => (
          <span
            key={from}
            className="flex min-w-0 flex-1 flex-col justify-end"
            title={`${formatUnit(from)}: ${tooFar} too far, ${refused} kept apart`}
          >
            <span className="bg-control" style={{ height: tall(refused) }} />
            <span className="bg-accent" style={{ height: tall(tooFar) }} />
          </span>
        ))}
        <span className="absolute inset-y-0 border-ink-1 border-l" style={{ left: place(threshold) }} />
        {tried === threshold || tried < first ? null : (
          <span className="absolute inset-y-0 border-accent border-l border-dashed" style={{ left: place(tried) }} />
        )}
      </div>
      <div className="flex justify-between text-axis text-ink-3" aria-hidden="true">
        <span>{formatUnit(first)}</span>
        <span>threshold {formatUnit(threshold)}</span>
        <span>1.00</span>
      </div>
    </div>
  );
}
