import { type KeyboardEvent, type ReactNode, useId } from 'react';

export type ChartId = 'percentiles' | 'histogram' | 'heatmap';

export interface ChartFrameProps {
  readonly id: ChartId;
  readonly title: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  /** Shown in place of the chart when asked for. */
  readonly table: ReactNode;
  readonly asTable: boolean;
  readonly onToggleTable: () => void;
  /** Where the cursor is, in words, for screen readers. */
  readonly cursor: string;
  /** True when the key was used. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A chart that takes the focus, walks with the arrows and turns into a table. */
export function ChartFrame(props: ChartFrameProps) {
  const { id, title, aside, table, asTable, onToggleTable, cursor, onKey, className = '', children } = props;
  const heading = useId();
  return (
    <section
      aria-labelledby={heading}
      className={`flex h-full min-w-0 flex-col rounded-md border border-line bg-panel px-3 pt-2 pb-2 ${className}`}
    >
      <div className="mb-1 flex h-6 shrink-0 items-center gap-3">
        <h2 id={heading} className="shrink-0 font-semibold text-axis text-ink-2 uppercase tracking-wide">
          {title}
        </h2>
        <div className="flex min-w-0 flex-1 items-center justify-end gap-2 text-axis text-ink-3">{aside}</div>
        <button
          type="button"
          aria-pressed={asTable}
          onClick={onToggleTable}
          title={asTable ? 'Show the chart (T)' : 'Show as a table (T)'}
          className="h-6 shrink-0 rounded-md px-1.5 text-axis text-ink-2 hover:bg-hover hover:text-ink-1"
        >
          Table
        </button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        role="group"
        aria-label={`${title}, ${asTable ? 'table' : 'chart: arrow keys move, Enter opens'}`}
        data-keys="chart"
        data-chart={id}
        data-testid={`chart-${id}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor of the chart
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget && !asTable && onKey(event)) event.preventDefault();
        }}
        className="relative min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
      >
        {asTable ? table : children}
      </div>
      <span className="sr-only" aria-live="polite">
        {cursor}
      </span>
    </section>
  );
}

/** A chart's numbers as rows. */
export function NumberTable({
  head,
  rows,
}: {
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}) {
  return (
    <table className="w-full text-cell">
      <thead className="sticky top-0 bg-panel text-axis text-ink-3">
        <tr>
          {head.map((word, index) => (
            <th key={word} scope="col" className={`h-6 pr-3 font-normal ${index === 0 ? 'text-left' : 'text-right'}`}>
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key} className="h-6 border-line border-t">
            {cells.map((cell, index) => (
              <td key={head[index]} className={`pr-3 ${index === 0 ? 'text-left' : 'text-right'}`}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
