import { useCallback, useMemo, useRef, useState } from 'react';
import { BUILT_IN_PROFILES } from '../../../shared/profiles.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { applyTuning, type PreviewParam, withoutPreview } from './tuning-actions.ts';
import type { TuningValues } from './what-if.ts';

/** What one control changes. */
export type TuningChange = { readonly [N in 'alpha' | PreviewParam]?: number };

/** What the controls do. The same for as long as Tune is open, so that those that did not move are not drawn again. */
export interface TuningActions {
  readonly preview: (change: TuningChange) => void;
  /** Puts what is under preview in force. */
  readonly apply: () => void;
  readonly restore: () => void;
}

export interface Tuning {
  /** In force for new requests. */
  readonly active: TuningValues;
  /** Under preview; the values in force where nothing is being tried. */
  readonly values: TuningValues;
  readonly changed: boolean;
  readonly thresholdsMoved: boolean;
  readonly penaltiesMoved: boolean;
  readonly applying: boolean;
  readonly actions: TuningActions;
}

/** Before the host has answered. */
const UNKNOWN_TUNING: TuningValues = {
  alpha: BUILT_IN_PROFILES.Balanced.alpha,
  thresholds: { cheap: 1, hard: 1 },
  penalties: { latency_sd: 0, ctx_over_80pct: 0, cold_cache: 0 },
};

/** Values under preview live in the link; nothing is in force before it is applied. */
export function useTuning(): Tuning {
  const session = useSession();
  const active = useConsole((state) => state.tuning) ?? UNKNOWN_TUNING;
  const wanted = useConsole((state) => state.route.alpha);
  const params = useConsole((state) => state.route.params);
  const [applying, setApplying] = useState(false);

  const values = useMemo((): TuningValues => {
    const { thresholds, penalties } = active;
    return {
      alpha: wanted ?? active.alpha,
      thresholds: {
        cheap: numberOf(params, 'cheap', thresholds.cheap),
        hard: numberOf(params, 'hard', thresholds.hard),
      },
      penalties: {
        latency_sd: numberOf(params, 'latency_sd', penalties.latency_sd),
        ctx_over_80pct: numberOf(params, 'ctx_over_80pct', penalties.ctx_over_80pct),
        cold_cache: numberOf(params, 'cold_cache', penalties.cold_cache),
      },
    };
  }, [active, wanted, params]);
  const thresholdsMoved =
    values.thresholds.cheap !== active.thresholds.cheap || values.thresholds.hard !== active.thresholds.hard;
  const penaltiesMoved =
    values.penalties.latency_sd !== active.penalties.latency_sd ||
    values.penalties.ctx_over_80pct !== active.penalties.ctx_over_80pct ||
    values.penalties.cold_cache !== active.penalties.cold_cache;
  const changed = values.alpha !== active.alpha || thresholdsMoved || penaltiesMoved;

  const preview = useCallback(
    ({ alpha, ...others }: TuningChange) => {
      const { route } = session.store.getState();
      const texts = Object.entries(others).map(([name, value]) => [
        name,
        String(round(value, name === 'cheap' || name === 'hard' ? 1 : 10)),
      ]);
      const next = { ...route.params, ...Object.fromEntries(texts) };
      navigate(
        session.store,
        { params: next, ...(alpha === undefined ? {} : { alpha: round(alpha, 1) }) },
        { replace: true },
      );
    },
    [session],
  );

  const restore = useCallback(() => navigate(session.store, withoutPreview(session), { replace: true }), [session]);

  const apply = async (): Promise<void> => {
    if (!changed) {
      restore();
      return;
    }
    setApplying(true);
    await applyTuning(session, {
      ...(values.alpha === active.alpha ? {} : { alpha: values.alpha }),
      ...(thresholdsMoved ? { thresholds: values.thresholds } : {}),
      ...(penaltiesMoved ? { penalties: values.penalties } : {}),
    });
    setApplying(false);
  };
  const latestApply = useRef(apply);
  latestApply.current = apply;
  const actions = useMemo(
    (): TuningActions => ({ preview, restore, apply: () => void latestApply.current() }),
    [preview, restore],
  );

  return { active, values, changed, thresholdsMoved, penaltiesMoved, applying, actions };
}

function numberOf(params: Readonly<Record<string, string>>, name: PreviewParam, otherwise: number): number {
  const value = Number.parseFloat(params[name] ?? '');
  return Number.isFinite(value) ? Math.max(0, value) : otherwise;
}

/** Controls move in hundredths. */
function round(value: number, most: number): number {
  return Math.round(Math.min(most, Math.max(0, value)) * 100) / 100;
}
