import { lazy, Suspense, useDeferredValue, useMemo } from 'react';
import { Button } from '../../components/button.tsx';
import { formatCount, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { RoutingTestsBar } from '../routing-tests/routing-tests-bar.tsx';
import { AlphaControl } from './alpha-control.tsx';
import { FLIPPED_SHOWN, FlippedList } from './flipped-list.tsx';
import { computePreview, listFlipped, sweepFlips, sweepTradeoff, tradeoffAt } from './preview.ts';
import { PreviewFooting, PreviewNumbers } from './preview-numbers.tsx';
import { useTuning } from './use-tuning.ts';

// The chart library is larger than the rest of the console together.
const TradeoffChart = lazy(() =>
  import('./tradeoff-chart.tsx').then(({ TradeoffChart }) => ({ default: TradeoffChart })),
);

const SWEEP_STEPS = 20;
const STRIP_STEPS = 100;
/** Versions of the ring between two sweeps: charts follow traffic at leisure. */
const SWEEP_EVERY = 60;

export function TuneView() {
  const session = useSession();
  const { ring } = session;
  const version = useConsole((state) => state.version);
  const thresholds = useConsole((state) => state.tuning?.thresholds ?? null);
  const tuning = useTuning();
  const settledAlpha = useDeferredValue(tuning.alpha);
  const epoch = Math.floor(version / SWEEP_EVERY);

  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const preview = useMemo(() => computePreview(ring, tuning.alpha), [ring, tuning.alpha, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const flipped = useMemo(() => listFlipped(ring, settledAlpha, FLIPPED_SHOWN), [ring, settledAlpha, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: epoch stands for the content of the ring
  const profile = useMemo(() => sweepFlips(ring, STRIP_STEPS), [ring, epoch, ring.length === 0]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: epoch stands for the content of the ring
  const points = useMemo(() => sweepTradeoff(ring, SWEEP_STEPS), [ring, epoch, ring.length === 0]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: epoch stands for the content of the ring
  const active = useMemo(() => tradeoffAt(ring, tuning.active), [ring, tuning.active, epoch]);

  if (ring.length === 0) return <NothingToPreview alpha={tuning.active} />;
  return (
    <div className="flex h-full min-h-0 flex-col bg-panel">
      <AlphaControl tuning={tuning} flips={preview.flips} profile={profile} />
      <PreviewNumbers preview={preview} />
      <PreviewFooting preview={preview} confirmed={tuning.confirmed} />
      <RoutingTestsBar />
      <section
        className="min-h-0 flex-1 overflow-y-auto border-line border-t outline-offset-[-2px]"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Trade-off and flipped decisions"
      >
        <div className="grid grid-cols-[minmax(0,1fr)_260px] gap-4 px-4 pt-3">
          <section aria-labelledby="tradeoff">
            <h2 id="tradeoff" className="mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">
              What alpha buys
              {points[0] ? (
                <span className="ml-2 font-normal text-ink-3 normal-case tracking-normal">
                  n={formatCount(points[0].count)}, decisions whose candidates are all priced
                </span>
              ) : null}
            </h2>
            <Suspense fallback={<div className="h-[230px]" />}>
              {points.length > 0 ? (
                <TradeoffChart points={points} active={active} preview={tradeoffAt(ring, settledAlpha)} />
              ) : (
                <p className="h-[230px] text-cell text-ink-2">
                  No decision here has a price for every candidate, so cost cannot be compared.
                </p>
              )}
            </Suspense>
          </section>
          <section className="text-cell text-ink-2" aria-labelledby="reading">
            <h2 id="reading" className="mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">
              How to read this
            </h2>
            <p>
              score = alpha · quality − (1 − alpha) · cost − penalties. Every recorded decision keeps its candidates, so
              another alpha is re-scored here by the router's own formula. Nothing is called.
            </p>
            <p className="mt-2">
              Costs assume the tokens that were expected when the decision was made. Quality is what the artifact
              predicts, not what was measured on your answers.
            </p>
            {thresholds ? (
              <p className="mt-2">
                Buckets stay as recorded: cheap above {formatUnit(thresholds.cheap)}, hard above{' '}
                {formatUnit(thresholds.hard)}.
              </p>
            ) : null}
          </section>
        </div>
        <h2 className="mt-3 border-line border-t px-4 pt-3 font-semibold text-axis text-ink-2 uppercase tracking-wide">
          Decisions that would have gone elsewhere
        </h2>
        <FlippedList rows={flipped} total={preview.flips} />
      </section>
    </div>
  );
}

function NothingToPreview({ alpha }: { readonly alpha: number }) {
  const session = useSession();
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 bg-panel px-6 text-center">
      <h2 className="font-semibold text-title">Nothing recorded to try an alpha on</h2>
      <p className="max-w-md text-ink-2">
        Alpha is{' '}
        <span data-testid="active-alpha" data-value={alpha}>
          {formatUnit(alpha)}
        </span>
        . A preview re-scores recorded decisions; play the sample to see how it works.
      </p>
      <Button variant="primary" onClick={() => void session.client.request('sample.play')}>
        Play sample traffic
      </Button>
    </div>
  );
}
