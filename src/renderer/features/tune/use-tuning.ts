import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { formatUnit } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { PREVIEW_LAST } from './preview.ts';

const UNDO_MS = 10_000;
const SETTLE_MS = 200;

export type HostPreview = ConsoleOutput<'tuning.preview'>;

export interface Tuning {
  /** In force for new requests. */
  readonly active: number;
  /** Under preview; equals `active` when nothing is being tried. */
  readonly alpha: number;
  readonly applying: boolean;
  /** The host's answer for the present alpha, once it has one. */
  readonly confirmed: HostPreview | null;
  readonly preview: (alpha: number) => void;
  readonly apply: (alpha: number) => void;
  readonly restore: () => void;
}

/** Preview while moving, apply on request, undo for ten seconds. The alpha under preview lives in the link. */
export function useTuning(): Tuning {
  const session = useSession();
  const active = useConsole((state) => state.tuning?.alpha ?? 0.6);
  const wanted = useConsole((state) => state.route.alpha);
  const [applying, setApplying] = useState(false);
  const [confirmed, setConfirmed] = useState<HostPreview | null>(null);
  const asked = useRef(0);
  const alpha = wanted ?? active;

  const preview = useCallback(
    (next: number) => navigate(session.store, { alpha: rounded(next) }, { replace: true }),
    [session],
  );

  const settle = useCallback(
    async (next: number) => {
      const ask = ++asked.current;
      const result = await session.client.request('tuning.preview', { alpha: rounded(next), last: PREVIEW_LAST });
      if (ask === asked.current && result.ok) setConfirmed(result.value);
    },
    [session],
  );

  const apply = useCallback(
    async (next: number) => {
      const before = session.store.getState().tuning?.alpha;
      const to = rounded(next);
      if (before === to) {
        navigate(session.store, { alpha: null }, { replace: true });
        return;
      }
      setApplying(true);
      const result = await session.client.request('tuning.apply', { alpha: to });
      setApplying(false);
      if (!result.ok) {
        toast.error(`Alpha was not changed: ${result.error.message}`);
        return;
      }
      session.store.setState({ tuning: result.value });
      navigate(session.store, { alpha: null }, { replace: true });
      if (before === undefined) return;
      toast(`Alpha ${formatUnit(before)} → ${formatUnit(result.value.alpha)} for new requests`, {
        id: 'tuning',
        duration: UNDO_MS,
        action: { label: 'Undo', onClick: () => void undo(session, before) },
      });
    },
    [session],
  );

  const restore = useCallback(() => navigate(session.store, { alpha: null }, { replace: true }), [session]);

  // Every frame of a drag is computed here; the router is asked once the alpha stands still.
  useEffect(() => {
    const timer = setTimeout(() => void settle(alpha), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [alpha, settle]);

  return { active, alpha, applying, confirmed: confirmed?.alpha === alpha ? confirmed : null, preview, apply, restore };
}

async function undo(session: ReturnType<typeof useSession>, alpha: number): Promise<void> {
  const result = await session.client.request('tuning.apply', { alpha });
  if (result.ok) session.store.setState({ tuning: result.value });
  else toast.error(`Alpha was not changed back: ${result.error.message}`);
}

/** Steps of the slider and of the number field are hundredths. */
function rounded(alpha: number): number {
  return Math.round(Math.min(1, Math.max(0, alpha)) * 100) / 100;
}
