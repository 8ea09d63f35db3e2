import {
  formatCost,
  formatCount,
  formatPercent,
  formatRelativeChange,
  formatSigned,
  formatUnit,
  UNKNOWN,
} from '../../lib/units.ts';
import type { Preview } from './what-if.ts';

/** The same numbers for a profile beside those under preview. */
export interface Compared {
  readonly name: string;
  readonly preview: Preview;
}

export function PreviewNumbers({
  preview,
  compared,
}: {
  readonly preview: Preview;
  readonly compared: Compared | null;
}) {
  const { rescored, flips, costBefore, costAfter, qualityBefore, qualityAfter, unpriced, moved, movedKnown } = preview;
  const priced = rescored - unpriced;
  const unknown = moved - movedKnown;
  return (
    <dl className="grid grid-cols-3 border-line border-y max-[900px]:grid-cols-1">
      <Tile
        label="Flips"
        note={`of ${formatCount(rescored)} re-scored${unknown > 0 ? `; ${formatCount(unknown)} more would change their bucket` : ''}`}
        other={compared && `${formatCount(compared.preview.flips)} with ${compared.name}`}
      >
        <span data-testid="preview-flips" data-value={flips}>
          {formatCount(flips)}
        </span>
        <small className="ml-2 text-body text-ink-2">{rescored === 0 ? '' : formatPercent(flips / rescored)}</small>
      </Tile>
      <Tile
        label="Cost est."
        note={
          unpriced > 0
            ? `${formatCount(priced)} priced, ${formatCount(unpriced)} unpriced left out`
            : `${formatCount(priced)} priced`
        }
        other={
          compared &&
          `${formatCost(compared.preview.costAfter)} ${formatRelativeChange(compared.preview.costBefore, compared.preview.costAfter)} with ${compared.name}`
        }
      >
        <span className="text-ink-2">{priced === 0 ? UNKNOWN : formatCost(costBefore)}</span>
        <span className="mx-1.5 text-ink-3">→</span>
        <span data-testid="preview-cost-after" data-value={costAfter}>
          {priced === 0 ? UNKNOWN : formatCost(costAfter)}
        </span>
        <small className="ml-2 text-body text-ink-2">
          {priced === 0 ? '' : formatRelativeChange(costBefore, costAfter)}
        </small>
      </Tile>
      <Tile
        label="Quality est."
        note="mean predicted share of tasks done well"
        other={compared && `${formatUnit(compared.preview.qualityAfter, 3)} with ${compared.name}`}
      >
        <span className="text-ink-2">{formatUnit(qualityBefore, 3)}</span>
        <span className="mx-1.5 text-ink-3">→</span>
        <span data-testid="preview-quality-after" data-value={qualityAfter ?? ''}>
          {formatUnit(qualityAfter, 3)}
        </span>
        <small className="ml-2 text-body text-ink-2">
          {qualityBefore === null || qualityAfter === null ? '' : formatSigned(qualityAfter - qualityBefore)}
        </small>
      </Tile>
    </dl>
  );
}

interface TileProps {
  readonly label: string;
  readonly note: string;
  readonly other: string | null;
  readonly children: React.ReactNode;
}

function Tile({ label, note, other, children }: TileProps) {
  return (
    <div className="min-w-0 border-line border-l px-4 py-1.5 first:border-l-0">
      <dt className="flex min-w-0 items-baseline gap-2 text-axis">
        <span className="shrink-0 text-ink-2">{label}</span>
        <span className="truncate text-ink-3" title={note}>
          {note}
        </span>
      </dt>
      <dd className="truncate text-kpi">{children}</dd>
      {other === null ? null : (
        <dd className="truncate text-axis text-ink-2" data-testid="compared">
          {other}
        </dd>
      )}
    </div>
  );
}
