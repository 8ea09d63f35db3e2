import { useId, useState } from 'react';
import type { HandEdits, HeldRequest } from '../../../shared/console/breakpoint-contract.ts';
import { BUCKETS, type Bucket, EFFORTS, type Effort } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { formatUnit } from '../../lib/units.ts';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { dropHeld, resumeHeld } from './held-actions.ts';

const FIELD = 'h-7 rounded-md border border-control bg-app px-2';

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
  const ids = useId();
  const [model, setModel] = useState('');
  const [effort, setEffort] = useState<Effort | ''>('');
  const [alpha, setAlpha] = useState('');
  const [bucket, setBucket] = useState<Bucket | ''>('');
  const [problem, setProblem] = useState<string | null>(null);
  const alphaWrong = alpha !== '' && !(Number(alpha) >= 0 && Number(alpha) <= 1);
  const edits: HandEdits = {
    ...(model === '' ? {} : { model }),
    ...(effort === '' ? {} : { effort }),
    ...(alpha === '' ? {} : { alpha: Number(alpha) }),
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
        <label htmlFor={`${ids}-model`} className="text-ink-2">
          Model
        </label>
        <span>
          <input
            id={`${ids}-model`}
            list={`${ids}-models`}
            value={model}
            placeholder={decision.model}
            onChange={(event) => setModel(event.target.value.trim())}
            className={`${FIELD} w-full font-mono placeholder:text-ink-3`}
          />
          <datalist id={`${ids}-models`}>
            {[...new Set(decision.candidates.map((candidate) => candidate.model))].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </span>
        <label htmlFor={`${ids}-effort`} className="text-ink-2">
          Effort
        </label>
        <select
          id={`${ids}-effort`}
          value={effort}
          onChange={(event) => setEffort(event.target.value as Effort | '')}
          className={`${FIELD} w-40`}
        >
          <option value="">as decided</option>
          {EFFORTS.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
        <label htmlFor={`${ids}-bucket`} className="text-ink-2">
          Bucket
        </label>
        <select
          id={`${ids}-bucket`}
          value={bucket}
          disabled={model !== ''}
          onChange={(event) => setBucket(event.target.value as Bucket | '')}
          className={`${FIELD} w-40`}
        >
          <option value="">{decision.bucket}, as decided</option>
          {BUCKETS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <label htmlFor={`${ids}-alpha`} className="text-ink-2">
          Alpha
        </label>
        <span className="flex items-center gap-2">
          <input
            id={`${ids}-alpha`}
            inputMode="decimal"
            placeholder={formatUnit(decision.alpha)}
            value={alpha}
            aria-invalid={alphaWrong}
            onChange={(event) => setAlpha(event.target.value.trim())}
            className={`${FIELD} w-20 text-right placeholder:text-ink-3`}
          />
          <span className={alphaWrong ? 'text-bad' : 'text-ink-3'}>
            {alphaWrong ? 'A number from 0 to 1.' : '0 = cheapest, 1 = quality.'}
          </span>
        </span>
      </div>
      {problem === null ? null : (
        <p role="alert" className="mt-3 text-bad text-cell">
          {problem}
        </p>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button
          onClick={() => {
            void dropHeld(session, id);
            onDone();
          }}
        >
          Drop
        </Button>
        <Button type="submit" variant="primary" disabled={alphaWrong}>
          Resume
        </Button>
      </div>
    </form>
  );
}
