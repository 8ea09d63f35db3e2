import { Pause } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { HeldRequest } from '../../../shared/console/breakpoint-contract.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { formatUnit } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { dropHeld, resumeHeld } from './held-actions.ts';

/** More are counted. */
const SHOWN = 3;
const SECOND_MS = 1_000;

/** The requests that wait at the breakpoint, on every view: an app stands still for them. */
export function HeldBar() {
  const held = useConsole((state) => state.held);
  const now = useNow(held.length > 0);
  if (held.length === 0) return null;
  return (
    <section aria-label="Held requests" data-testid="held-bar" className="shrink-0 border-warn border-b bg-panel">
      <p role="status" className="flex items-center gap-1.5 px-3 pt-1.5 text-cell">
        <Pause size={13} aria-hidden className="text-warn" />
        <span className="font-semibold">{held.length === 1 ? '1 request held' : `${held.length} requests held`}</span>
        <span className="text-ink-2">before dispatch: change target or alpha, let go, or drop.</span>
      </p>
      <ul className="px-3 pb-1.5">
        {held.slice(0, SHOWN).map((request) => (
          <HeldRow key={request.id} request={request} now={now} />
        ))}
      </ul>
      {held.length > SHOWN ? <p className="px-3 pb-1.5 text-axis text-ink-3">{held.length - SHOWN} more</p> : null}
    </section>
  );
}

function HeldRow({ request, now }: { readonly request: HeldRequest; readonly now: number }) {
  const session = useSession();
  const { id, decision, app, prompt_preview: preview } = request;
  const left = Math.max(0, Math.ceil((request.until_ms - now) / SECOND_MS));
  const resume = async (): Promise<void> => {
    const problem = await resumeHeld(session, id);
    if (problem !== null) toast.error(problem);
  };
  return (
    <li data-testid="held-row" data-decision-id={id} className="flex h-7 items-center gap-3 text-cell">
      <span className="shrink-0 font-semibold text-warn">held</span>
      <span className="flex shrink-0 items-center gap-1.5">
        <BucketShape bucket={decision.bucket} />
        {decision.bucket}
      </span>
      <span className="max-w-64 shrink-0 truncate" data-testid="held-model" data-model={decision.model}>
        <ModelName model={decision.model} effort={decision.effort} />
      </span>
      <span className="shrink-0 text-ink-2">α {formatUnit(decision.alpha)}</span>
      <span className="min-w-0 flex-1 truncate text-ink-2">{preview ?? 'prompt not stored'}</span>
      <span className="shrink-0 text-ink-3">{app ?? 'no name'}</span>
      <span className="w-28 shrink-0 whitespace-nowrap text-right text-ink-3">goes on in {left} s</span>
      <Button onClick={() => session.ui.setState({ overlay: 'held', heldId: id })}>Edit…</Button>
      <Button variant="primary" onClick={() => void resume()}>
        Resume
      </Button>
      <Button onClick={() => void dropHeld(session, id)}>Drop</Button>
    </li>
  );
}

function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
