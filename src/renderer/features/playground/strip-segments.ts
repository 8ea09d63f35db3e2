import { winnerSegments } from '../../../shared/alpha-score.ts';
import type { Candidate } from '../../../shared/decision.ts';
import { targetName } from '../../store/candidate-pool.ts';

export interface StripSegment {
  readonly from: number;
  readonly to: number;
  /** Index among the candidates. */
  readonly winner: number;
  /** Model and effort, without the vendor. */
  readonly name: string;
  /** Whether alpha is in it. */
  readonly current: boolean;
}

/** Who wins at which alpha, left to right; exactly one segment holds the alpha in force. */
export function stripSegments(candidates: readonly Candidate[], alpha: number): readonly StripSegment[] {
  const segments = winnerSegments(candidates);
  const here = segments.findIndex(({ from, to }) => alpha >= from && alpha <= to && candidates[0] !== undefined);
  // At a flip point two segments touch: the choice that was made is the one in force.
  const chosen = segments.findIndex(({ from, to, winner }) => winner === 0 && alpha >= from && alpha <= to);
  return segments.map(({ from, to, winner }, index) => ({
    from,
    to,
    winner,
    name: nameOf(candidates[winner] as Candidate),
    current: index === (chosen >= 0 ? chosen : here),
  }));
}

function nameOf({ model, effort }: Candidate): string {
  return targetName(model.slice(model.indexOf('/') + 1), effort);
}
