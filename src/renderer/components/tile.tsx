import type { ReactNode } from 'react';

export interface TileProps {
  readonly label: ReactNode;
  /** Beside the label. */
  readonly note?: string | undefined;
  /** Below the number. */
  readonly under?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** One number with its name, in a `dl` of several. */
export function Tile({ label, note, under, className = 'px-4 py-2.5', children }: TileProps) {
  return (
    <div className={`min-w-0 border-line border-l first:border-l-0 ${className}`}>
      <dt className="flex min-w-0 items-baseline gap-2 text-axis text-ink-2">
        <span className="shrink-0 max-w-full truncate">{label}</span>
        {note === undefined ? null : (
          <span className="min-w-0 truncate text-ink-3" title={note}>
            {note}
          </span>
        )}
      </dt>
      <dd className="truncate text-ink-1 text-kpi">{children}</dd>
      {under == null ? null : (
        <dd className="truncate text-axis text-ink-3" title={typeof under === 'string' ? under : undefined}>
          {under}
        </dd>
      )}
    </div>
  );
}
