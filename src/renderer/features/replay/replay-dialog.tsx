import { useId, useState } from 'react';
import { toast } from 'sonner';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { AlphaField, alphaOf, FormProblem, ModelField } from '../../components/form-fields.tsx';
import { formatCost, formatUnit } from '../../lib/units.ts';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { targetId } from '../decision/decision-commands.ts';
import { useDecision } from '../inspector/use-decision.ts';
import { knownModels, type ReplayKind, replayEstimate } from './replay-estimate.ts';

/** Asks how a decision is to be made again; the result opens beside the original. */
export function ReplayDialog() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'replay');
  const id = open ? targetId(session) : null;
  return (
    <Dialog
      open={id !== null}
      onClose={() => session.ui.setState({ overlay: null })}
      title="Replay"
      description="The same request once more, with the settings of today. The result opens beside the original."
      width={520}
    >
      {id === null ? null : <ReplayForm key={id} id={id} />}
    </Dialog>
  );
}

/** The first choice instead of the button that closes. */
function focusFirst(input: HTMLInputElement | null): void {
  input?.focus();
}

function ReplayForm({ id }: { readonly id: string }) {
  const record = useDecision(id);
  if (record.state === 'failed') return <p className="text-bad">It cannot be read: {record.error.message}</p>;
  return record.state === 'ready' ? <Fields record={record.value} /> : <div className="h-48" aria-busy="true" />;
}

function Fields({ record }: { readonly record: DecisionRecord }) {
  const session = useSession();
  const { decision } = record;
  const ids = useId();
  const [kind, setKind] = useState<ReplayKind>('route');
  const [model, setModel] = useState(decision.candidates[1]?.model ?? decision.model);
  const [alphaText, setAlphaText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const inForce = useConsole((state) => state.tuning?.alpha ?? decision.alpha);
  const simulated = useConsole((state) => state.info?.simulator_active ?? false);
  const alpha = alphaOf(alphaText);
  const estimate = replayEstimate(record, kind, { model, alpha: alpha.value ?? inForce, simulated });
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const result = await session.client.request('decisions.replay', {
      id: decision.id,
      mode: kind === 'route' ? 'route' : 'send',
      ...(kind === 'send-to' ? { model } : {}),
      ...(alpha.value === null ? {} : { alpha: alpha.value }),
    });
    setBusy(false);
    if (!result.ok) {
      setProblem(result.error.message);
      return;
    }
    session.ui.setState({ overlay: null });
    navigate(session.store, { view: 'compare', params: { ids: `${decision.id},${result.value.record_id}` } });
    toast(kind === 'route' ? 'Routed again; nothing was called' : 'Sent again', {
      ...(result.value.source === 'prompt'
        ? { description: 'Only the prompt was kept: without earlier turns, tools and parameters.' }
        : {}),
    });
  };
  const choices: readonly (readonly [ReplayKind, string, string])[] = [
    ['route', 'Re-route only', 'Decides again and calls nobody: $0.'],
    ['send', 'Send again', `Asks for ${decision.requested_model} again.`],
    ['send-to', 'Send to…', 'Asks one model, whatever the router would choose.'],
  ];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset className="space-y-1">
        <legend className="sr-only">How</legend>
        {choices.map(([value, label, about]) => (
          <label
            key={value}
            className={`flex items-baseline gap-2 rounded-md border px-2 py-1.5 text-cell ${kind === value ? 'border-accent bg-selected' : 'border-line hover:bg-hover'}`}
          >
            <input
              type="radio"
              name={`${ids}-kind`}
              className="accent-[var(--solid)]"
              ref={value === 'route' ? focusFirst : undefined}
              checked={kind === value}
              onChange={() => setKind(value)}
            />
            <span className="w-28 shrink-0 font-semibold">{label}</span>
            <span className="text-ink-2">{about}</span>
          </label>
        ))}
      </fieldset>
      <div className="mt-3 grid grid-cols-[112px_1fr] items-center gap-x-2 gap-y-2 text-cell">
        {kind === 'send-to' ? (
          <ModelField value={model} models={knownModels(record, session.ring)} onChange={setModel} />
        ) : (
          <AlphaField
            value={alphaText}
            placeholder={formatUnit(inForce)}
            hint={`Empty: the one in force. It was ${formatUnit(decision.alpha)}.`}
            onChange={setAlphaText}
          />
        )}
        <span className="text-ink-2">Estimated cost</span>
        <span data-testid="replay-cost">
          {estimate.usd === null ? 'unknown' : formatCost(estimate.usd)}
          {estimate.usd ? ' est.' : ''} <span className="text-ink-3">{estimate.why}</span>
        </span>
      </div>
      <FormProblem problem={problem} />
      <div className="mt-4 flex justify-end">
        <Button type="submit" variant="primary" disabled={busy || !alpha.ok || (kind === 'send-to' && model === '')}>
          {kind === 'route' ? 'Re-route' : 'Send'}
        </Button>
      </div>
    </form>
  );
}
