import { X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { formatCost, formatCount, formatDuration } from '../../lib/units.ts';
import type { RangeValue } from '../../store/filter-values.ts';
import { rangeValue } from './brush.ts';
import type { LatencyProfile } from './latency-choice.ts';
import { RowsLink } from './rows-link.tsx';

export interface BrushChipProps {
  readonly brush: RangeValue | null;
  /** Null until the host has counted. */
  readonly shown: LatencyProfile | null;
  /** The filter of the rows that are brushed. */
  readonly query: string;
  readonly onClear: () => void;
}

/** What is brushed: how many, their p95 and what they cost, and the way to them. */
export function BrushChip({ brush, shown, query, onClear }: BrushChipProps) {
  return (
    <div className="mb-1 flex h-6 shrink-0 items-center gap-2 text-cell">
      {brush === null ? (
        <span className="truncate text-axis text-ink-3">Drag to brush a range; click a bar to open its decisions.</span>
      ) : (
        <>
          <span className="min-w-0 truncate text-ink-1" data-testid="brush-chip">
            {rangeValue(brush)}
            {shown === null ? '' : `: n=${formatCount(shown.count)}`}
            {shown !== null && shown.count > 0 ? `, p95 ${formatDuration(shown.p95)}` : ''}
            {shown !== null && shown.priced > 0 ? `, ${formatCost(shown.cost_usd)}` : ''}
          </span>
          <span className="flex-1" />
          <RowsLink query={query} className="shrink-0 text-accent" data-testid="brush-open">
            Open decisions
          </RowsLink>
          <Button variant="ghost" aria-label="Clear the brush" title="Clear the brush (Esc)" onClick={onClear}>
            <X size={13} aria-hidden />
          </Button>
        </>
      )}
    </div>
  );
}
