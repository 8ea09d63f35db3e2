import type { DecisionRecord } from '../../../shared/decision.ts';
import { ModelName } from '../../components/model-name.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatRoute, HOME } from '../../lib/route.ts';
import { formatCost, formatCount, formatDuration } from '../../lib/units.ts';
import { useConsole } from '../../store/console-context.tsx';
import { useDecision } from '../inspector/use-decision.ts';
import { useRecordedBody } from '../inspector/use-recorded-body.ts';

/** One answer, with what it took. */
export function RunCard({ id }: { readonly id: string }) {
  const record = useDecision(id);
  return (
    <PanelBox>
      <section aria-label={`Answer ${id}`} data-testid="run" data-decision-id={id} className="p-3 text-cell">
        {record.state === 'ready' ? (
          <Answer record={record.value} />
        ) : (
          <p className={record.state === 'failed' ? 'text-bad' : 'text-ink-3'}>
            {record.state === 'failed' ? record.error.message : 'Sent…'}
          </p>
        )}
      </section>
    </PanelBox>
  );
}

function Answer({ record }: { readonly record: DecisionRecord }) {
  const { decision, outcome } = record;
  const body = useRecordedBody(record);
  const stored = useConsole((state) => state.info?.prompts_stored ?? 'full');
  const pending = outcome.status === 'pending';
  const text = [
    body?.answer?.text ?? '',
    ...(body?.answer?.tool_calls ?? []).map((call) => `${call.name}(${call.arguments})`),
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <>
      <div className="flex items-baseline justify-between gap-2">
        <a
          href={formatRoute({ ...HOME, view: 'decision', arg: decision.id })}
          className="min-w-0 font-semibold text-body text-ink-1 no-underline hover:underline"
        >
          <ModelName model={outcome.served_model ?? decision.model} effort={decision.effort} />
        </a>
        {outcome.simulated ? <span className="shrink-0 text-warn">SIMULATED</span> : null}
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-ink-2" data-testid="run-numbers">
        <span>{pending ? 'answering…' : outcome.status}</span>
        <span title="Cost">{formatCost(outcome.cost_usd)}</span>
        <span title="Total time">{formatDuration(outcome.total_ms)}</span>
        <span title="Time to the first word">first {formatDuration(outcome.ttft_ms)}</span>
        <span title="Tokens in and out">
          {formatCount(outcome.input_tokens)} + {formatCount(outcome.output_tokens)} tokens
        </span>
      </p>
      {outcome.error_code === null ? null : <p className="mt-2 text-bad">{outcome.error_code}</p>}
      {text === '' ? (
        pending || stored === 'full' ? null : (
          <p className="mt-2 text-ink-3">The text of answers is not stored (storage.prompts), so it cannot be shown.</p>
        )
      ) : (
        <p data-testid="run-text" className="mt-2 whitespace-pre-wrap break-words text-body">
          {text}
        </p>
      )}
    </>
  );
}
