import { useState } from 'react';
import type { HandEdits, HeldRequest } from '../../../shared/console/breakpoint-contract.ts';
import { BUCKETS, type Bucket, EFFORTS, type Effort } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { AlphaField, alphaOf, FormProblem, ModelField, SelectField } from '../../components/form-fields.tsx';
import { formatUnit } from '../../lib/units.ts';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { dropHeld, resumeHeld } from './held-actions.ts';

/** Changes a held request before it goes on. */
export function HeldDialog() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'held');
  const id = useUi((state) => state.heldId);
  const request = useConsole((state) => state.held.find((one) => one.id === id));
  const close = (): void => session.ui.setState({ overlay: null });
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Held request"
      description="It is decided again with what you change. Empty fields stay as they are."
      width={520}
    >
      {request === undefined ? (
        <p className="text-cell text-ink-2">It is not held any more: it went on, or its client left.</p>
      ) : (
        <Fields key={request.id} request={request} onDone={close} />
      )}
    </Dialog>
  );
}

function Fields({ request, onDone }: { readonly request: HeldRequest; readonly onDone: () => void }) {
  const session = useSession();
  const { id, decision } = request;
  const [model, setModel] = useState('');
  const [effort, setEffort] = useState<Effort | ''>('');
  const [alphaText, setAlphaText] = useState('');
  const [bucket, setBucket] = useState<Bucket | ''>('');
  const [problem, setProblem] = useState<string | null>(null);
  const alpha = alphaOf(alphaText);
  const edits: HandEdits = {
    ...(model === '' ? {} : { model }),
    ...(effort === '' ? {} : { effort }),
    ...(alpha.value === null ? {} : { alpha: alpha.value }),
    ...(bucket === '' || model !== '' ? {} : { bucket }),
  };
  const resume = async (): Promise<void> => {
    const failed = await resumeHeld(session, id, edits);
    if (failed === null) onDone();
    else setProblem(failed);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void resume();
      }}
    >
      <p className="mb-3 truncate text-cell text-ink-2">{request.prompt_preview ?? 'The prompt is not stored.'}</p>
      <div className="grid grid-cols-[88px_1fr] items-center gap-x-2 gap-y-2 text-cell">
        <ModelField
          value={model}
          models={decision.candidates.map((candidate) => candidate.model)}
          placeholder={decision.model}
          onChange={setModel}
        />
        <SelectField
          label="Effort"
          value={effort}
          options={[['', 'as decided'], ...EFFORTS.map((level) => [level, level] as const)]}
          className="w-40"
          onChange={setEffort}
        />
        <SelectField
          label="Bucket"
          value={bucket}
          options={[['', `${decision.bucket}, as decided`], ...BUCKETS.map((name) => [name, name] as const)]}
          disabled={model !== ''}
          className="w-40"
          onChange={setBucket}
        />
        <AlphaField
          value={alphaText}
          placeholder={formatUnit(decision.alpha)}
          hint="0 = cheapest, 1 = quality."
          onChange={setAlphaText}
        />
      </div>
      <FormProblem problem={problem} />
      <div className="mt-4 flex justify-end gap-2">
        <Button
          onClick={() => {
            void dropHeld(session, id);
            onDone();
          }}
        >
          Drop
        </Button>
        <Button type="submit" variant="primary" disabled={!alpha.ok}>
          Resume
        </Button>
      </div>
    </form>
  );
}
