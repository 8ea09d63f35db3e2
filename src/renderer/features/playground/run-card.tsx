import type { LiveAnswer } from '../../../shared/console/playground-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { ModelName } from '../../components/model-name.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatRoute, HOME } from '../../lib/route.ts';
import { useConsole } from '../../store/console-context.tsx';
import type { Run } from '../../store/ui-store.ts';
import { useDecision } from '../inspector/use-decision.ts';
import { useRecordedBody } from '../inspector/use-recorded-body.ts';
import { AnswerParts } from './answer-parts.tsx';
import { RunError } from './run-error.tsx';
import { RunNumbers } from './run-numbers.tsx';
import { useLiveAnswer } from './use-live-answer.ts';

export interface RunCardProps {
  readonly run: Run;
  /** Null where the request is no longer in the editor. */
  readonly onAgain: (() => void) | null;
}

/** One answer, as it comes, with what it took. */
export function RunCard({ run, onAgain }: RunCardProps) {
  const { id, model, problem } = run;
  return (
    <PanelBox>
      <section
        aria-label={`Answer of ${model ?? 'the choice'}`}
        data-testid="run"
        data-decision-id={id ?? ''}
        className="p-3 text-cell"
      >
        {id !== null ? (
          <Recorded id={id} run={run} onAgain={onAgain} />
        ) : (
          <>
            <h3 className="font-semibold text-body">{model === null ? 'The choice' : <ModelName model={model} />}</h3>
            {problem === null ? (
              <p className="mt-1 text-ink-3">Sending…</p>
            ) : (
              <RunError code={problem.code} message={problem.message} onAgain={onAgain} />
            )}
          </>
        )}
      </section>
    </PanelBox>
  );
}

function Recorded({ id, run, onAgain }: RunCardProps & { readonly id: string }) {
  const record = useDecision(id);
  if (record.state === 'ready') return <Answer record={record.value} run={run} onAgain={onAgain} />;
  return (
    <p className={record.state === 'failed' ? 'text-bad' : 'text-ink-3'}>
      {record.state === 'failed' ? record.error.message : 'Sent…'}
    </p>
  );
}

function Answer({ record, run, onAgain }: RunCardProps & { readonly record: DecisionRecord }) {
  const { decision, outcome } = record;
  const pending = outcome.status === 'pending';
  const live = useLiveAnswer(decision.id, !pending);
  const body = useRecordedBody(record);
  const stored = useConsole((state) => state.info?.prompts_stored ?? 'full');
  const parts = live?.parts ?? recordedParts(body?.answer ?? null);
  const reason = parts.findLast(({ kind }) => kind === 'error')?.text ?? null;
  const said = parts.filter(({ kind }) => kind !== 'error');
  return (
    <>
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="min-w-0 font-semibold text-body">
          <a
            href={formatRoute({ ...HOME, view: 'decision', arg: decision.id })}
            className="text-ink-1 no-underline hover:underline"
          >
            <ModelName model={outcome.served_model ?? decision.model} effort={decision.effort} />
          </a>
        </h3>
        {outcome.simulated ? <span className="shrink-0 text-warn">SIMULATED</span> : null}
      </div>
      <RunNumbers outcome={outcome} live={live} estimateUsd={run.estimateUsd} />
      {said.length > 0 ? (
        <AnswerParts parts={said} running={pending} />
      ) : pending || stored === 'full' || outcome.status !== 'ok' ? null : (
        <p className="mt-2 text-ink-3">The text of answers is not stored (storage.prompts), so it cannot be shown.</p>
      )}
      {outcome.status === 'aborted' ? (
        <p className="mt-2 text-ink-2">Stopped: the provider was told, and what had come is shown.</p>
      ) : null}
      {outcome.error_code === null ? null : <RunError code={outcome.error_code} message={reason} onAgain={onAgain} />}
    </>
  );
}

type RecordedAnswer = NonNullable<ReturnType<typeof useRecordedBody>>['answer'];

function recordedParts(answer: RecordedAnswer): LiveAnswer['parts'] {
  if (answer === null) return [];
  const { thinking, text, tool_calls: calls } = answer;
  return [
    ...(thinking === '' ? [] : [{ kind: 'thinking' as const, text: thinking }]),
    ...(text === '' ? [] : [{ kind: 'text' as const, text }]),
    ...calls.map((call) => ({ kind: 'tool-call' as const, text: `${call.name}(${call.arguments}` })),
  ];
}
