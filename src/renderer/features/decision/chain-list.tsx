import { ChevronRight } from 'lucide-react';
import type { ChainStep } from './chain.ts';

const TONES: Record<ChainStep['tone'], string> = {
  plain: 'text-ink-1',
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
};

export interface ChainListProps {
  readonly steps: readonly ChainStep[];
  /** Where there is no room for one line. */
  readonly wrap?: boolean;
}

/** The steps of a decision; a click goes to the card that says more. */
export function ChainList({ steps, wrap = false }: ChainListProps) {
  return (
    <ol
      aria-label="Steps of the decision"
      className={`flex items-center border-line border-t px-3 text-cell ${wrap ? 'flex-wrap py-1' : 'h-8 overflow-x-auto max-[900px]:h-auto max-[900px]:flex-wrap max-[900px]:py-1'}`}
    >
      {steps.map(({ id, label, value, tone, target }, index) => (
        <li key={id} className="flex min-w-0 shrink items-center">
          {index > 0 ? <ChevronRight size={12} className="shrink-0 text-ink-3" aria-hidden /> : null}
          <button
            type="button"
            title={`${label}: ${value}`}
            onClick={() => document.getElementById(target)?.scrollIntoView({ block: 'start' })}
            className="flex h-6 min-w-0 items-center gap-1.5 rounded-md px-1.5 hover:bg-hover"
          >
            <span className="shrink-0 text-ink-3">
              {index + 1} {label}
            </span>
            <span className={`truncate ${TONES[tone]}`}>{value}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
