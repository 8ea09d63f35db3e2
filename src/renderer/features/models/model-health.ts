import type { ConsoleOutput } from '../../../shared/console-contract.ts';

export type Health = ConsoleOutput<'models.health'>;
export type ModelHealth = Health['models'][number];

/** A pause that holds a model up. */
export interface ModelPause {
  readonly reason: string;
  /** When it is over, as `performance.now()` counts. */
  readonly untilMs: number;
}

/** Health by model, with the pauses of its callable providers. */
export interface HealthView {
  readonly lookedAt: number;
  /** When the host said it, as `performance.now()` counts. */
  readonly receivedMs: number;
  of(model: string): ModelHealth | null;
  /** The pause that holds longest, when it holds every provider that could be asked; null when one can be asked now. */
  pauseOf(model: string, providers: readonly string[]): ModelPause | null;
  /** When the last pause is over; null without one. */
  readonly lastPauseMs: number | null;
}

/** @param receivedMs When the host said it, as `performance.now()` counts. */
export function healthView(health: Health | null, receivedMs: number): HealthView {
  const byModel = new Map(health?.models.map((one) => [one.id, one]));
  const pauses = health?.pauses.map((pause) => ({ ...pause, untilMs: receivedMs + pause.remaining_ms })) ?? [];
  return {
    lookedAt: health?.looked_at ?? 0,
    receivedMs,
    of: (model) => byModel.get(model) ?? null,
    pauseOf(model, providers) {
      const held = providers.map((provider) =>
        pauses
          .filter((pause) => pause.provider === provider && (pause.model === null || pause.model === model))
          .reduce<ModelPause | null>(
            (longest, pause) => (pause.untilMs > (longest?.untilMs ?? 0) ? pause : longest),
            null,
          ),
      );
      if (held.length === 0 || held.some((pause) => pause === null)) return null;
      // The first provider that can be asked again is asked.
      return held.reduce((soonest, pause) => ((pause?.untilMs ?? 0) < (soonest?.untilMs ?? 0) ? pause : soonest));
    },
    lastPauseMs: pauses.length === 0 ? null : Math.max(...pauses.map(({ untilMs }) => untilMs)),
  };
}
