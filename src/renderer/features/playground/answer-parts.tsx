import type { AnswerPart } from '../../../shared/console/playground-contract.ts';

export interface AnswerPartsProps {
  readonly parts: readonly AnswerPart[];
  readonly running: boolean;
}

/** What an answer says, in its order. Read out when it has ended: a reader cannot follow it while it grows. */
export function AnswerParts({ parts, running }: AnswerPartsProps) {
  return (
    <div data-testid="run-text" aria-live="polite" aria-busy={running} className="mt-2 space-y-2">
      {parts.map(({ kind, text }, index) => {
        // Parts only grow at the end, so that their places are their names.
        const key = `${index} ${kind}`;
        if (kind === 'thinking') {
          return (
            <details key={key} open={running} className="rounded-md border border-line px-2 py-1 text-ink-2">
              <summary className="cursor-pointer">Thinking</summary>
              <p className="mt-1 whitespace-pre-wrap break-words">{text}</p>
            </details>
          );
        }
        if (kind === 'tool-call') {
          return (
            <pre key={key} className="whitespace-pre-wrap break-words font-mono text-cell">
              {text})
            </pre>
          );
        }
        return (
          <p key={key} className="whitespace-pre-wrap break-words text-body">
            {text}
          </p>
        );
      })}
    </div>
  );
}
