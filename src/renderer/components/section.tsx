import { type ReactNode, useId } from 'react';
import { CopyButton } from './copy-button.tsx';

export interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** A titled part of a page of text and forms. */
export function Section({ title, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-semibold text-title">
        {title}
      </h2>
      {children}
    </section>
  );
}

export interface FactsProps {
  /** Name, value, and what its copy button copies; null for none. */
  readonly facts: readonly (readonly [string, string, string | null])[];
}

/** Names and values in two columns. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="grid grid-cols-[112px_1fr] gap-y-1">
      {facts.map(([name, value, copy]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="flex min-w-0 items-start gap-1">
            <span className={`min-w-0 break-words ${copy ? 'font-mono text-cell' : ''}`}>{value}</span>
            {copy ? <CopyButton text={copy} what={name.toLowerCase()} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
