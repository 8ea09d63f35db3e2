import type { ReactNode } from 'react';

export interface TileProps {
  readonly label: string;
  readonly note?: string;
  readonly children: ReactNode;
}

/** One number of a cache. */
export function Tile({ label, note = '', children }: TileProps) {
  return (
    <div className="min-w-0 border-line border-l px-4 py-2.5 first:border-l-0">
      <dt className="text-axis text-ink-2">{label}</dt>
      <dd className="truncate text-kpi text-ink-1">{children}</dd>
      <dd className="truncate text-axis text-ink-3" title={note}>
        {note}
      </dd>
    </div>
  );
}
