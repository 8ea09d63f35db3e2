import { useCallback, useEffect, useMemo, useState } from 'react';
import { penaltiesWith } from '../../../shared/profiles.ts';
import { Button } from '../../components/button.tsx';
import { formatCount, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { RoutingTestsBar } from '../routing-tests/routing-tests-bar.tsx';
import { AlphaControl } from './alpha-control.tsx';
import { ApplyBar } from './apply-bar.tsx';
import { FlippedList } from './flipped-list.tsx';
import { FLOW_BY, type FlowBy, type FlowPick } from './flips.ts';
import { FlowChart } from './flow-chart.tsx';
import { type Mark, ParetoChart } from './pareto-chart.tsx';
import { PenaltyFields } from './penalty-fields.tsx';
import { PreviewFooting } from './preview-footing.tsx';
import { type Compared, PreviewNumbers } from './preview-numbers.tsx';
import { ThresholdControls } from './threshold-controls.tsx';
import { TuneBar } from './tune-bar.tsx';
import { refreshTuning } from './tuning-actions.ts';
import { type Tuning, useTuning } from './use-tuning.ts';
import { rangeOf, useWhatIf } from './use-what-if.ts';
import { previewWhatIf, type TuningValues, weigh } from './what-if.ts';
import type { WhatIfSet } from './what-if-set.ts';

const HEADING = 'font-semibold text-axis text-ink-2 uppercase tracking-wide';

export function TuneView() {
  const session = useSession();
  const empty = useConsole((state) => state.version >= 0 && session.ring.length === 0);
  const inForce = useConsole((state) => state.tuning);
  const tuning = useTuning();
  // Read again whenever the tuning was changed, here or elsewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values in force are the trigger
  useEffect(() => void refreshTuning(session), [session, inForce]);
  return empty ? <NothingToPreview alpha={tuning.active.alpha} /> : <Workbench tuning={tuning} />;
}

function Workbench({ tuning }: { readonly tuning: Tuning }) {
  const { store } = useSession();
  const params = useConsole((state) => state.route.params);
  const range = rangeOf(params.last);
  const by = FLOW_BY.find((one) => one === params.by) ?? 'model';
  const comparedWith = params.with ?? '';
  const [pick, setPick] = useState<FlowPick | null>(null);
  const { result, rerouting, flips, flow, strip, points, compared, at } = useWhatIf(tuning, range, by, pick);
  const { set, preview } = result;
  const other = useCompared(set, tuning.active, comparedWith);
  const saved = useProfileValues(comparedWith, tuning.active);
  const { actions } = tuning;
  const pickAlpha = useCallback((alpha: number) => actions.preview({ alpha }), [actions]);
  const marks = marksOf(at, tuning, saved && { name: comparedWith, alpha: saved.alpha });
  return (
    <div className="flex h-full min-h-0 flex-col bg-panel">
      <TuneBar range={range} comparedWith={comparedWith} />
      <div className="flex min-h-0 flex-1 max-[900px]:flex-col max-[900px]:overflow-y-auto">
        <section
          className="w-80 shrink-0 space-y-3.5 overflow-y-auto border-line border-r px-4 py-3 outline-offset-[-2px] max-[900px]:w-full max-[900px]:overflow-visible max-[900px]:border-r-0"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Values to try"
        >
          <AlphaControl tuning={tuning} flips={preview.flips} strip={strip} />
          <ThresholdControls tuning={tuning} set={set} />
          <PenaltyFields tuning={tuning} />
          <ApplyBar changed={tuning.changed} applying={tuning.applying} actions={actions} />
          <p className="text-axis text-ink-3">
            score = alpha · quality − (1 − alpha) · cost − penalties, by the router’s own formula. Nothing is called.
            Costs assume the tokens expected when the decision was made; quality is what the artifact predicts.
          </p>
        </section>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <PreviewNumbers preview={preview} compared={other} />
          <PreviewFooting set={set} preview={preview} rerouting={rerouting} />
          <RoutingTestsBar />
          <section
            className="min-h-0 flex-1 overflow-y-auto border-line border-t outline-offset-[-2px] max-[900px]:overflow-visible"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label="Trade-off and flipped decisions"
          >
            <div className="grid grid-cols-2 gap-4 px-4 pt-2.5 max-[1100px]:grid-cols-1">
              <section aria-labelledby="tradeoff" className="min-w-0">
                <h2 id="tradeoff" className={HEADING}>
                  What alpha buys
                  <span className="ml-2 font-normal text-ink-3 normal-case tracking-normal">
                    n={formatCount(compared)}, in their bucket and priced
                  </span>
                </h2>
                {points.length > 0 ? (
                  <ParetoChart points={points} marks={marks} onPick={pickAlpha} />
                ) : (
                  <p className="py-6 text-cell text-ink-2">
                    No decision here has a price for every candidate, so cost cannot be compared.
                  </p>
                )}
              </section>
              <section aria-labelledby="flow" className="min-w-0">
                <div className="flex items-center gap-2">
                  <h2 id="flow" className={HEADING}>
                    Flow by
                  </h2>
                  <select
                    aria-label="Flow by"
                    className="h-6 rounded-md border border-control bg-raised px-1 text-cell text-ink-1"
                    value={by}
                    onChange={(event) => {
                      setPick(null);
                      const { by: _, ...others } = store.getState().route.params;
                      const next = event.target.value as FlowBy;
                      navigate(
                        store,
                        { params: next === 'model' ? others : { ...others, by: next } },
                        { replace: true },
                      );
                    }}
                  >
                    {FLOW_BY.map((one) => (
                      <option key={one}>{one}</option>
                    ))}
                  </select>
                </div>
                <FlowChart by={by} bands={flow} pick={pick} onPick={setPick} />
              </section>
            </div>
            <div className="mt-2.5 flex items-center gap-3 border-line border-t px-4 pt-2.5">
              <h2 className={HEADING}>Decisions that would have gone elsewhere</h2>
              {pick === null ? null : (
                <Button onClick={() => setPick(null)} data-testid="clear-pick">
                  from {pick.from}
                  {pick.to === null ? '' : ` to ${pick.to}`}: show all
                </Button>
              )}
            </div>
            <FlippedList rows={flips.rows} total={flips.total} />
          </section>
        </div>
      </div>
    </div>
  );
}

/** The values of a profile, with those in force where it has none of its own. */
function useProfileValues(name: string, active: TuningValues): TuningValues | null {
  const profiles = useConsole((state) => state.profiles);
  return useMemo(() => {
    const profile = profiles?.profiles.find((each) => each.name === name);
    if (profile === undefined) return null;
    return {
      alpha: profile.alpha,
      thresholds: profile.thresholds ?? active.thresholds,
      penalties: penaltiesWith(active.penalties, profile.penalties),
    };
  }, [profiles, name, active]);
}

function useCompared(set: WhatIfSet, active: TuningValues, name: string): Compared | null {
  const values = useProfileValues(name, active);
  return useMemo(() => {
    if (values === null) return null;
    const moved = JSON.stringify(values.penalties) !== JSON.stringify(active.penalties);
    return { name, preview: previewWhatIf(set, weigh(set, values.penalties, moved), values) };
  }, [set, active.penalties, values, name]);
}

/** Points that stand out: what is in force, what is compared with, what is being tried. */
function marksOf(
  at: ReturnType<typeof useWhatIf>['at'],
  { active, values }: Tuning,
  compared: { readonly name: string; readonly alpha: number } | null,
): readonly Mark[] {
  const mark = (name: string, shape: Mark['shape'], alpha: number): Mark[] => {
    const point = at(alpha);
    return point === null ? [] : [{ name, shape, point }];
  };
  return [
    ...(compared === null ? [] : mark(compared.name, 'square', compared.alpha)),
    ...mark('active', 'ring', active.alpha),
    ...(values.alpha === active.alpha ? [] : mark(`preview ${formatUnit(values.alpha)}`, 'disc', values.alpha)),
  ];
}

function NothingToPreview({ alpha }: { readonly alpha: number }) {
  const session = useSession();
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 bg-panel px-6 text-center">
      <h2 className="font-semibold text-title">Nothing recorded to try values on</h2>
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
