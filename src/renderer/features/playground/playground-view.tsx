import { useCallback, useMemo, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatKeys } from '../../lib/keys.ts';
import { formatRoute, HOME } from '../../lib/route.ts';
import { formatCost, formatCount, formatUnit } from '../../lib/units.ts';
import { useConsole, useKeysOf, useSession, useUi, useViewCommands } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { EMPTY_DRAFT } from '../../store/ui-store.ts';
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
import { replayEstimate } from '../replay/replay-estimate.ts';
import { AlphaStrip } from './alpha-strip.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { draftRequest } from './draft-request.ts';
import { ModelPicks, ROUTER } from './model-picks.tsx';
import { RunCard } from './run-card.tsx';
import { useTokenEstimate } from './use-token-estimate.ts';

/** A request that no app has sent: `#/playground?id=dec_…&runs=dec_…,dec_…`. */
export function PlaygroundView() {
  const session = useSession();
  const { store, ui, client } = session;
  const { id, runs = '' } = useConsole((state) => state.route.params);
  const draft = useUi((state) => state.draft);
  const inForce = useConsole((state) => state.tuning?.alpha ?? null);
  const simulated = useConsole((state) => state.info?.simulator_active ?? false);
  const parsed = useMemo(() => draftRequest(draft), [draft]);
  const tokens = useTokenEstimate(parsed);
  const [alpha, setAlpha] = useState('');
  const [picks, setPicks] = useState<readonly string[]>([ROUTER]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const routeKeys = useKeysOf('playground.route');
  const runKeys = useKeysOf('playground.run');
  const alphaValue = alpha === '' ? null : Number(alpha);
  const alphaWrong = alphaValue !== null && !(alphaValue >= 0 && alphaValue <= 1);

  const ask = useCallback(
    async (name: 'playground.route' | 'playground.run', models: readonly string[]): Promise<void> => {
      const question = draftRequest(ui.getState().draft);
      if (!question.ok) {
        setProblem(question.problem);
        return;
      }
      if (alphaWrong) {
        setProblem('Alpha is a number from 0 to 1.');
        return;
      }
      setBusy(true);
      setProblem(null);
      const results = await Promise.all(
        models.map((model) =>
          client.request(name, {
            ...question.request,
            ...(model === ROUTER ? {} : { model }),
            ...(alphaValue === null ? {} : { alpha: alphaValue }),
          }),
        ),
      );
      setBusy(false);
      const made = results.flatMap((result) => (result.ok ? [result.value.record_id] : []));
      const failed = results.flatMap((result, index) =>
        result.ok ? [] : [`${models[index] || 'The router'}: ${result.error.message}`],
      );
      if (failed.length > 0) setProblem(failed.join(' '));
      const [first] = made;
      if (first === undefined) return;
      const { params } = store.getState().route;
      // The decision that was looked at stays beside its answers.
      const shown = name === 'playground.run' ? (params.id ?? first) : first;
      navigate(store, { params: { id: shown, ...(name === 'playground.run' ? { runs: made.join(',') } : {}) } });
    },
    [client, store, ui, alphaValue, alphaWrong],
  );

  useViewCommands(
    useMemo(
      (): readonly ViewCommand[] => [
        viewCommand('playground.route', () => ask('playground.route', [ROUTER])),
        viewCommand('playground.run', () => ask('playground.run', picks.length === 0 ? [ROUTER] : picks)),
        viewCommand('playground.clear', () => {
          ui.setState({ draft: EMPTY_DRAFT });
          navigate(store, { params: {} });
        }),
      ],
      [ask, picks, store, ui],
    ),
  );

  return (
    <div className="grid h-full grid-cols-1 grid-rows-[minmax(0,1fr)] bg-app min-[900px]:grid-cols-2">
      <section aria-label="Editor" className="flex min-h-0 flex-col border-line border-r bg-panel">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <div className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]" tabIndex={0}>
          <DraftEditor />
        </div>
        <div className="grid shrink-0 gap-2 border-line border-t p-3">
          {id === undefined ? null : <Picks id={id} picks={picks} onPicks={setPicks} simulated={simulated} />}
          {problem === null ? null : (
            <p role="alert" className="text-bad text-cell">
              {problem}
            </p>
          )}
          <div className="flex flex-wrap items-center gap-3 text-cell">
            <label className="flex items-center gap-1.5">
              <span className="text-ink-2">Alpha</span>
              <input
                inputMode="decimal"
                value={alpha}
                placeholder={formatUnit(inForce)}
                aria-invalid={alphaWrong}
                onChange={(event) => setAlpha(event.target.value.trim())}
                className={`h-7 w-16 rounded-md border bg-app px-2 text-right placeholder:text-ink-3 ${alphaWrong ? 'border-bad' : 'border-control'}`}
              />
            </label>
            <span className="text-ink-2" data-testid="token-estimate" data-value={tokens ?? ''}>
              {tokens === null ? '' : `${formatCount(tokens)} tokens est.`}
            </span>
            <span className="flex-1" />
            <Button
              disabled={busy || !parsed.ok}
              title={routeKeys === null ? undefined : formatKeys(routeKeys)}
              onClick={() => session.commands.run('playground.route')}
            >
              Route only ($0)
            </Button>
            <Button
              variant="primary"
              disabled={busy || !parsed.ok}
              title={runKeys === null ? undefined : formatKeys(runKeys)}
              onClick={() => session.commands.run('playground.run')}
            >
              Run
            </Button>
          </div>
        </div>
      </section>
      <section
        aria-label="Result"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        data-keys="decision"
        className="min-h-0 overflow-y-auto outline-offset-[-2px]"
      >
        {runs === '' ? null : (
          <div className="grid grid-cols-[repeat(auto-fit,minmax(220px,1fr))] items-start gap-3 p-3" data-testid="runs">
            {runs.split(',').map((run) => (
              <RunCard key={run} id={run} />
            ))}
          </div>
        )}
        {id === undefined ? <Nothing /> : <Routed key={id} id={id} onAlpha={(next) => setAlpha(String(next))} />}
      </section>
    </div>
  );
}

interface PicksProps {
  readonly id: string;
  readonly picks: readonly string[];
  readonly onPicks: (next: readonly string[]) => void;
  readonly simulated: boolean;
}

function Picks({ id, picks, onPicks, simulated }: PicksProps) {
  const record = useDecision(id);
  if (record.state !== 'ready') return null;
  const { decision } = record.value;
  const costs = picks.map(
    (name) =>
      replayEstimate(record.value, 'send-to', {
        model: name === ROUTER ? decision.model : name,
        alpha: decision.alpha,
        simulated,
      }).usd,
  );
  const total = costs.reduce<number | null>((sum, usd) => (sum === null || usd === null ? null : sum + usd), 0);
  return (
    <>
      <ModelPicks record={record.value} picks={picks} onPicks={onPicks} simulated={simulated} />
      <p className="text-cell text-ink-3" data-testid="run-estimate">
        {picks.length} {picks.length === 1 ? 'answer' : 'answers'}:{' '}
        {simulated
          ? '$0, the simulator answers.'
          : total === null
            ? 'the cost is not known.'
            : `${formatCost(total)} est., for the request as it was routed.`}
      </p>
    </>
  );
}

function Nothing() {
  return (
    <div
      className="flex h-full flex-col items-center justify-center gap-2 p-6 text-center"
      data-testid="playground-empty"
    >
      <h2 className="font-semibold text-title">Where would this prompt go?</h2>
      <p className="max-w-sm text-ink-2">
        Write one and route it: nothing is called and nothing costs. Then run it on the choice, or on several models
        side by side.
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
