import type { AnswerPiece, LiveAnswer } from '../../../shared/console/playground-contract.ts';

export const NO_ANSWER: LiveAnswer = {
  parts: [],
  length: 0,
  first_ms: null,
  last_ms: null,
  running: true,
  cut: false,
};

/** An answer with what came next; null when something in between was lost. */
export function withPiece(answer: LiveAnswer, piece: AnswerPiece): LiveAnswer | null {
  const known = answer.length - piece.at;
  if (known < 0) return null;
  if (known >= piece.text.length) return answer;
  const { kind, ms } = piece;
  const text = piece.text.slice(known);
  const last = answer.parts.at(-1);
  const goesOn = last?.kind === kind && (known > 0 || !piece.begins);
  const parts = goesOn
    ? [...answer.parts.slice(0, -1), { kind, text: last.text + text }]
    : [...answer.parts, { kind, text }];
  const said = kind !== 'error';
  return {
    ...answer,
    parts,
    length: answer.length + text.length,
    first_ms: answer.first_ms ?? (said ? ms : null),
    last_ms: said ? ms : answer.last_ms,
  };
}

/** The later of two states of one answer. */
export function laterAnswer(one: LiveAnswer | null, other: LiveAnswer | null): LiveAnswer | null {
  if (one === null || other === null) return one ?? other;
  return other.length > one.length || !other.running ? other : one;
}
