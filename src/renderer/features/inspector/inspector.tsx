import { X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ExploredMark } from '../../components/explored-mark.tsx';
import { splitModel } from '../../lib/names.ts';
import { INSPECTOR_TABS, type InspectorTab } from '../../lib/route.ts';
import { formatIso, formatTime, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession, useViewCommands } from '../../store/console-context.tsx';
import type { ConsoleStore } from '../../store/console-store.ts';
import { navigate } from '../../store/navigation.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';
import { DecisionActions } from '../decision/decision-actions.tsx';
import { FeedbackCard } from '../feedback/feedback-card.tsx';
import { CandidatesCard } from './candidates-card.tsx';
import { ContextCard } from './context-card.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { FeaturesCard } from './features-card.tsx';
import { ProbabilitiesCard } from './probabilities-card.tsx';
import { PushesCard } from './pushes-card.tsx';
import { RawTab } from './raw-tab.tsx';
import { RequestTab } from './request-tab.tsx';
import { TimingTab } from './timing-tab.tsx';
import { type Explanation, type Loaded, useDecision, useExplanation } from './use-decision.ts';
import { whySentence } from './why-sentence.ts';

const PANEL_ID = 'decision-inspector';

const LABELS: Record<InspectorTab, string> = { why: 'Why', timing: 'Timing', request: 'Request', raw: 'Raw JSON' };

export function Inspector({ id }: { readonly id: string }) {
  const record = useDecision(id);
  const explanation = useExplanation(id);
  const { store } = useSession();
  const close = useCallback(() => navigate(store, { selected: null }), [store]);
  const aside = useRef<HTMLElement>(null);
  useFocusToList(aside);
  return (
    <aside
      ref={aside}
      aria-label="Decision"
      id={PANEL_ID}
      data-testid="inspector"
      data-keys="inspector"
      data-decision-id={id}
      className="flex h-full min-h-0 flex-col bg-panel"
    >
      {record.state === 'ready' ? (
        <Body record={record.value} explanation={explanation} onClose={close} />
      ) : (
        <div className="flex items-start justify-between gap-2 p-3">
          {record.state === 'failed' ? (
            <p className="text-ink-2">
              <code className="font-mono text-cell">{id}</code> is not in the log any more: {record.error.message}
            </p>
          ) : (
            <span aria-busy="true" />
          )}
          <CloseButton onClose={close} />
        </div>
      )}
    </aside>
  );
}

/** The list takes the focus of what is closed, which would be nowhere otherwise. */
function useFocusToList(closing: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = closing.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-keys="list"]')?.focus());
    };
  }, [closing]);
}

function CloseButton({ onClose }: { readonly onClose: () => void }) {
  return (
    <Button variant="ghost" onClick={onClose} aria-label="Close the decision" title="Close (Esc)">
      <X size={14} aria-hidden />
    </Button>
  );
}

interface BodyProps {
  readonly record: DecisionRecord;
  readonly explanation: Loaded<Explanation>;
  readonly onClose: () => void;
}

function Body({ record, explanation, onClose }: BodyProps) {
  const { store } = useSession();
  const tab = useConsole((state) => state.route.tab);
  const { decision } = record;
  useViewCommands(useMemo(() => [tabCommand(store, 1), tabCommand(store, -1)], [store]));
  const summary = explanation.state === 'ready' ? explanation.value.summary : whySentence(decision);
  return (
    <>
      <Header record={record} onClose={onClose} />
      <p data-testid="why-summary" className="border-line border-b px-3 pb-2.5 text-body text-ink-1">
        {summary}
      </p>
      <Tabs.Root
        value={tab}
        onValueChange={(value) => navigate(store, { tab: value as InspectorTab }, { replace: true })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <Tabs.List
          aria-label="Parts of the decision"
          className="flex h-8 shrink-0 items-stretch gap-1 border-line border-b px-2"
        >
          {INSPECTOR_TABS.map((name) => (
            <Tabs.Trigger
              key={name}
              value={name}
              data-testid={`tab-${name}`}
              className="border-transparent border-b-2 px-2 text-cell text-ink-2 hover:text-ink-1 data-[state=active]:border-accent data-[state=active]:text-ink-1"
            >
              {LABELS[name]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value={tab} className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]">
          {tab === 'why' ? (
            <>
              <ProbabilitiesCard decision={decision} />
              <CandidatesCard decision={decision} />
              <FeedbackCard key={decision.id} id={decision.id} />
              <PushesCard decision={decision} explanation={explanation} />
              <FeaturesCard features={decision.features} />
              <EvidenceCard id={decision.id} />
              <ContextCard record={record} />
            </>
          ) : null}
          {tab === 'timing' ? <TimingTab record={record} /> : null}
          {tab === 'request' ? <RequestTab record={record} /> : null}
          {tab === 'raw' ? <RawTab record={record} /> : null}
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}

function tabCommand(store: ConsoleStore, step: 1 | -1): ViewCommand {
  return viewCommand(step === 1 ? 'decision.next-part' : 'decision.previous-part', () => {
    const at = INSPECTOR_TABS.indexOf(store.getState().route.tab) + step;
    const tab = INSPECTOR_TABS[(at + INSPECTOR_TABS.length) % INSPECTOR_TABS.length] as InspectorTab;
    navigate(store, { tab }, { replace: true });
  });
}

function Header({ record, onClose }: { readonly record: DecisionRecord; readonly onClose: () => void }) {
  const { decision, outcome, sample } = record;
  const { vendor, name } = splitModel(decision.model);
  return (
    <div className="shrink-0 px-3 pt-2 pb-1.5">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 truncate font-semibold text-title" title={decision.model}>
          {vendor ? <span className="font-normal text-ink-3">{vendor}/</span> : null}
          <span data-testid="inspector-model" data-model={decision.model}>
            {name}
          </span>
        </h2>
        {decision.effort ? <span className="shrink-0 text-cell text-ink-2">{decision.effort} effort</span> : null}
        <span className="flex-1" />
        <DecisionActions record={record} />
        <CloseButton onClose={onClose} />
      </div>
      <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-cell text-ink-2">
        <span
          data-testid="inspector-bucket"
          data-bucket={decision.bucket}
          className="flex items-center gap-1.5 text-ink-1"
        >
          <BucketShape bucket={decision.bucket} />
          {decision.bucket} {formatUnit(decision.bucket_probabilities[decision.bucket])}
        </span>
        <span>by {outcome.served_provider ?? decision.provider ?? 'no provider'}</span>
        {outcome.simulated ? <span className="font-semibold text-warn">SIMULATED</span> : null}
        {decision.exploration ? <ExploredMark /> : null}
        {sample ? <span className="font-semibold text-warn">SAMPLE</span> : null}
        {outcome.error_code ? <span className="text-bad">{outcome.error_code}</span> : null}
        <span title={formatIso(decision.created_ms)}>{formatTime(decision.created_ms)}</span>
        <span className="flex min-w-0 items-center font-mono text-axis text-ink-3">
          <span className="truncate" title={decision.id}>
            {decision.id}
          </span>
          <CopyButton text={decision.id} what="decision id" />
        </span>
      </div>
    </div>
  );
}
