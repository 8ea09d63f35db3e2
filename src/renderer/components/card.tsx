import { type ReactNode, useId } from 'react';

export interface CardProps {
  readonly title: string;
  /** One quiet remark at the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Card({ title, aside, children }: CardProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-line border-b px-3 py-3 last:border-b-0">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 id={id} className="font-semibold text-axis text-ink-2 uppercase tracking-wide">
          {title}
        </h3>
        {aside ? <div className="min-w-0 truncate text-axis text-ink-3">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}
