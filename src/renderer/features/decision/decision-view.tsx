import { useEffect, useMemo, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { ExploredMark } from '../../components/explored-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { BackToLive } from '../../components/route-link.tsx';
import { usePromptTitle } from '../../components/use-prompt-title.ts';
import { formatCost, formatDuration, formatIso, formatTime, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession, useViewCommands } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { FeedbackCard } from '../feedback/feedback-card.tsx';
import { CandidatesCard } from '../inspector/candidates-card.tsx';
import { ContextCard } from '../inspector/context-card.tsx';
import { EvidenceCard } from '../inspector/evidence-card.tsx';
import { FeaturesCard } from '../inspector/features-card.tsx';
import { ProbabilitiesCard } from '../inspector/probabilities-card.tsx';
import { PushesCard } from '../inspector/pushes-card.tsx';
import { RequestTab } from '../inspector/request-tab.tsx';
import { useDecision, useExplanation } from '../inspector/use-decision.ts';
import { whySentence } from '../inspector/why-sentence.ts';
import { decisionChain } from './chain.ts';
import { ChainList } from './chain-list.tsx';
import { DecisionActions } from './decision-actions.tsx';
import { MapInset } from './map-inset.tsx';
import { closeCommand, PageRegion } from './page-region.tsx';
import { TwoScaleTiming } from './two-scale-timing.tsx';

/** One decision on a page of its own: `#/decision/ID`. */
export function DecisionView() {
  const session = useSession();
  const id = useConsole((state) => state.route.arg) ?? '';
  useViewCommands(useMemo(() => [closeCommand(session)], [session]));
  return <Page key={id} id={id} />;
}

function Page({ id }: { readonly id: string }) {
  const record = useDecision(id);
  return (
    <PageRegion
      label={`Decision ${id}`}
      keys="decision"
      header={record.state === 'ready' ? <Header record={record.value} /> : null}
      data-testid="decision-page"
      data-decision-id={id}
    >
      {record.state === 'ready' ? (
        <Body record={record.value} />
      ) : record.state === 'failed' ? (
        <Gone id={id} reason={record.error.message} />
      ) : (
        <Skeleton id={id} />
      )}
    </PageRegion>
  );
}

function Body({ record }: { readonly record: DecisionRecord }) {
  const { decision } = record;
  const session = useSession();
  const explanation = useExplanation(decision.id);
  const inBuffer = session.ring.positionOf(decision.id) !== null;
  return (
    <>
      <p data-testid="why-summary" className="px-4 pt-3 text-body">
        {explanation.state === 'ready' ? explanation.value.summary : whySentence(decision)}{' '}
        {inBuffer ? null : (
          <span className="text-ink-3">It is no longer in the list’s buffer and was read from the log.</span>
        )}
      </p>
      <div className="grid grid-cols-1 items-start gap-3 p-4 pt-3 min-[1100px]:grid-cols-[minmax(0,10fr)_minmax(0,11fr)_minmax(0,13fr)]">
        <div className="grid min-w-0 gap-3">
          <PanelBox id="decision-features">
            <FeaturesCard features={decision.features} withMap={false} />
            <MapInset record={record} />
          </PanelBox>
        </div>
        <div className="grid min-w-0 gap-3">
          <PanelBox id="decision-bucket">
            <ProbabilitiesCard decision={decision} />
            <PushesCard decision={decision} explanation={explanation} />
          </PanelBox>
        </div>
        <div className="grid min-w-0 gap-3">
          <PanelBox id="decision-candidates">
            <CandidatesCard decision={decision} />
            <FeedbackCard id={decision.id} />
          </PanelBox>
          <PanelBox id="decision-evidence">
            <EvidenceCard id={decision.id} />
          </PanelBox>
        </div>
      </div>
      <div className="grid gap-3 px-4 pb-4">
        <PanelBox id="decision-timing">
          <TwoScaleTiming record={record} />
        </PanelBox>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(360px,100%),1fr))] items-start gap-3">
          <PanelBox id="decision-context">
            <ContextCard record={record} />
          </PanelBox>
          <PanelBox id="decision-request">
            <RequestTab record={record} />
          </PanelBox>
        </div>
      </div>
    </>
  );
}

function Header({ record }: { readonly record: DecisionRecord }) {
  return (
    <>
      <Summary record={record} />
      <ChainList steps={decisionChain(record)} />
    </>
  );
}

function Summary({ record }: { readonly record: DecisionRecord }) {
  const promptTitle = usePromptTitle();
  const { decision, outcome } = record;
  return (
    <div className="flex min-h-11 items-center gap-x-3 px-4 text-cell max-[900px]:flex-wrap">
      <BackToLive selected={decision.id} />
      <h2 className="min-w-0 max-w-72 shrink-0 truncate font-semibold text-title">
        <ModelName model={decision.model} effort={decision.effort} />
      </h2>
      <span className="flex shrink-0 items-center gap-1.5">
        <BucketShape bucket={decision.bucket} />
        {decision.bucket} {formatUnit(decision.bucket_probabilities[decision.bucket])}
      </span>
      <span className="shrink-0">{formatCost(outcome.cost_usd)}</span>
      <span className="shrink-0">{outcome.status === 'pending' ? 'pending' : formatDuration(outcome.total_ms)}</span>
      {outcome.simulated ? <span className="shrink-0 font-semibold text-warn">SIMULATED</span> : null}
      {decision.exploration ? <ExploredMark /> : null}
      {record.imported ? <span className="shrink-0 font-semibold text-warn">IMPORTED</span> : null}
      {record.sample ? <span className="shrink-0 font-semibold text-warn">SAMPLE</span> : null}
      <span className="prompt-text min-w-0 flex-1 truncate text-ink-2" title={promptTitle(record.prompt_preview)}>
        {record.prompt_preview ?? 'Text not stored (storage.prompts)'}
      </span>
      <span className="shrink-0 text-ink-3" title={formatIso(decision.created_ms)}>
        {formatTime(decision.created_ms)}
      </span>
      <code className="shrink-0 font-mono text-axis text-ink-3">{shortId(decision.id)}</code>
      <DecisionActions record={record} />
    </div>
  );
}

function shortId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

/** What is known at once, from the row in memory, while the record is read. */
function Skeleton({ id }: { readonly id: string }) {
  const { ring } = useSession();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_MS);
    return () => clearTimeout(timer);
  }, []);
  const position = ring.positionOf(id);
  return (
    <div aria-busy="true">
      <div className="flex h-11 items-center gap-3 border-line border-b bg-panel px-4 text-cell">
        {position === null ? (
          <code className="font-mono">{id}</code>
        ) : (
          <>
            <span className="font-semibold text-title">{ring.modelAt(position)}</span>
            <span className="prompt-text truncate text-ink-2">{ring.previewAt(position)}</span>
          </>
        )}
      </div>
      {late ? (
        <div className="grid grid-cols-[repeat(auto-fit,minmax(360px,1fr))] gap-3 p-4">
          {['features', 'bucket', 'candidates'].map((name) => (
            <div key={name} className="h-96 rounded-md border border-line bg-panel" />
          ))}
        </div>
      ) : null}
    </div>
  );
}

const SKELETON_MS = 150;

function Gone({ id, reason }: { readonly id: string; readonly reason: string }) {
  const { store } = useSession();
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 text-ink-2" data-testid="decision-gone">
      <p>
        <code className="font-mono text-ink-1">{id}</code> is no longer in the buffer, and not in the log any more.
      </p>
      <p className="text-cell text-ink-3">{reason}</p>
      <Button variant="primary" onClick={() => navigate(store, { view: 'live', selected: null })}>
        Back to the list
      </Button>
    </div>
  );
}
