import { useEffect, useMemo, useRef, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { PanelBox } from '../../components/panel.tsx';
import { formatRoute, HOME } from '../../lib/route.ts';
import { useConsole, useSession, useUi, useViewCommands } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import type { Run } from '../../store/ui-store.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';
import { decisionChain } from '../decision/chain.ts';
import { ChainList } from '../decision/chain-list.tsx';
import { CandidatesCard } from '../inspector/candidates-card.tsx';
import { ContextCard } from '../inspector/context-card.tsx';
import { FeaturesCard } from '../inspector/features-card.tsx';
import { ProbabilitiesCard } from '../inspector/probabilities-card.tsx';
import { PushesCard } from '../inspector/pushes-card.tsx';
import { useDecision, useExplanation } from '../inspector/use-decision.ts';
import { whySentence } from '../inspector/why-sentence.ts';
import { AlphaStrip } from './alpha-strip.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { RunCard } from './run-card.tsx';
import { SendBar } from './send-bar.tsx';
import type { Estimate } from './use-forecast.ts';
import { useAnswering, useTrial } from './use-trial.ts';

/** A request that no app has sent: `#/playground?id=dec_…&runs=dec_…,dec_…`. */
export function PlaygroundView() {
  const actions = useTrial();
  const { id } = useShown();
  const shownRuns = useShownRuns();
  const answering = useAnswering();
  const [problem, setProblem] = useState<string | null>(null);
  const foreseen = useRef<Estimate | null>(null);

  useViewCommands(
    useMemo((): readonly ViewCommand[] => {
      const send = async (): Promise<void> => {
        const forecasts = foreseen.current?.forecasts ?? [];
        setProblem(await actions.send(new Map(forecasts.map(({ asked, cost_usd }) => [asked, cost_usd]))));
      };
      return [
        viewCommand('playground.run', () => void send()),
        viewCommand('playground.route', async () => setProblem(await actions.route())),
        viewCommand('playground.stop', actions.stop, { when: () => answering }),
        viewCommand('playground.clear', actions.clear),
      ];
    }, [actions, answering]),
  );

  return (
    <div className="grid h-full grid-cols-1 content-start overflow-y-auto bg-app min-[900px]:grid-cols-2 min-[900px]:grid-rows-[minmax(0,1fr)] min-[900px]:overflow-hidden">
      <section aria-label="Editor" className="flex min-w-0 flex-col border-line border-r bg-panel min-[900px]:min-h-0">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div className="min-h-0 flex-1 outline-offset-[-2px] min-[900px]:overflow-y-auto" tabIndex={0}>
          <DraftEditor />
        </div>
        <SendBar actions={actions} problem={problem} foreseen={foreseen} />
      </section>
      <section
        aria-label="Result"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        data-keys="decision"
        className="min-w-0 outline-offset-[-2px] min-[900px]:min-h-0 min-[900px]:overflow-y-auto"
      >
        {shownRuns.length === 0 ? null : <Runs runs={shownRuns} onAgain={actions.sendAgain} />}
        {id !== undefined ? (
          <Routed key={id} id={id} onAlpha={(next) => actions.change({ alpha: String(next) })} />
        ) : shownRuns.length === 0 ? (
          <Nothing />
        ) : null}
      </section>
    </div>
  );
}

interface RunsProps {
  readonly runs: readonly Run[];
  readonly onAgain: (run: Run) => Promise<void>;
}

function Runs({ runs, onAgain }: RunsProps) {
  return (
    <>
      <h2 className="sr-only">Answers</h2>
      <div
        className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,260px),1fr))] items-start gap-3 p-3"
        data-testid="runs"
      >
        {runs.map((run) => (
          <RunCard key={run.key} run={run} onAgain={run.key < 0 ? null : () => void onAgain(run)} />
        ))}
      </div>
    </>
  );
}

/** What the link says; on the way back to the view, what it said last. */
function useShown(): Readonly<Record<string, string>> {
  const { store, ui } = useSession();
  const params = useConsole((state) => state.route.params);
  useEffect(() => {
    const last = ui.getState().trial.params;
    const bare = Object.keys(store.getState().route.params).length === 0;
    if (bare && Object.keys(last).length > 0) navigate(store, { params: last }, { replace: true });
  }, [store, ui]);
  return params;
}

/** The answers that were asked for here; those of a link that came from elsewhere by their ids alone. */
function useShownRuns(): readonly Run[] {
  const linked = useConsole((state) => state.route.params.runs ?? '');
  const runs = useUi((state) => state.trial.runs);
  return useMemo(() => {
    const ids = linked === '' ? [] : linked.split(',');
    const own = runs.flatMap(({ id }) => (id === null ? [] : [id]));
    if (runs.length > 0 && ids.every((id) => own.includes(id))) return runs;
    return ids.map((id, index): Run => ({ key: -1 - index, model: null, id, problem: null, estimateUsd: null }));
  }, [linked, runs]);
}

function Nothing() {
  return (
    <div
      className="flex h-full flex-col items-center justify-center gap-2 p-6 text-center"
      data-testid="playground-empty"
    >
      <h2 className="font-semibold text-title">Where would this prompt go?</h2>
      <p className="max-w-sm text-ink-2">
        Write one: who would answer, and for how much, is shown while you type. Route it for $0 to see why, or send it
        to the choice and to any other models, side by side.
      </p>
    </div>
  );
}

function Routed({ id, onAlpha }: { readonly id: string; readonly onAlpha: (alpha: number) => void }) {
  const record = useDecision(id);
  if (record.state === 'failed') return <p className="p-4 text-bad">{record.error.message}</p>;
  return record.state === 'ready' ? <Cards record={record.value} onAlpha={onAlpha} /> : null;
}

function Cards({ record, onAlpha }: { readonly record: DecisionRecord; readonly onAlpha: (alpha: number) => void }) {
  const { decision } = record;
  const explanation = useExplanation(decision.id);
  return (
    <div data-testid="playground-decision" data-decision-id={decision.id}>
      <div className="border-line border-b bg-panel">
        <h2 className="sr-only">The decision</h2>
        <ChainList steps={decisionChain(record)} wrap />
      </div>
      <p data-testid="why-summary" className="px-3 pt-3 text-body">
        {explanation.state === 'ready' ? explanation.value.summary : whySentence(decision)}{' '}
        <a href={formatRoute({ ...HOME, view: 'decision', arg: decision.id })} className="underline">
          Open the decision
        </a>
      </p>
      <AlphaStrip decision={decision} onAlpha={onAlpha} />
      <div className="grid gap-3 p-3">
        <PanelBox id="decision-candidates">
          <CandidatesCard decision={decision} />
        </PanelBox>
        <PanelBox id="decision-bucket">
          <ProbabilitiesCard decision={decision} />
          <PushesCard decision={decision} explanation={explanation} />
        </PanelBox>
        <PanelBox id="decision-features">
          <FeaturesCard features={decision.features} withMap={false} />
        </PanelBox>
        <PanelBox id="decision-context">
          <ContextCard record={record} />
        </PanelBox>
      </div>
    </div>
  );
}
