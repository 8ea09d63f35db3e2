import { memo, type ReactNode } from 'react';
import { Tile } from '../../components/tile.tsx';
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

export const PreviewNumbers = memo(function PreviewNumbers({
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
        className="px-4 py-1.5"
        label="Flips"
        note={`of ${formatCount(rescored)} re-scored${unknown > 0 ? `; ${formatCount(unknown)} more would change their bucket` : ''}`}
        under={compared && <With name={compared.name}>{formatCount(compared.preview.flips)}</With>}
      >
        <span data-testid="preview-flips" data-value={flips}>
          {formatCount(flips)}
        </span>
        <small className="ml-2 text-body text-ink-2">{rescored === 0 ? '' : formatPercent(flips / rescored)}</small>
      </Tile>
      <Tile
        className="px-4 py-1.5"
        label="Cost est."
        note={
          unpriced > 0
            ? `${formatCount(priced)} priced, ${formatCount(unpriced)} unpriced left out`
            : `${formatCount(priced)} priced`
        }
        under={
          compared && (
            <With name={compared.name}>
              {formatCost(compared.preview.costAfter)}{' '}
              {formatRelativeChange(compared.preview.costBefore, compared.preview.costAfter)}
            </With>
          )
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
        className="px-4 py-1.5"
        label="Quality est."
        note="mean predicted share of tasks done well"
        under={compared && <With name={compared.name}>{formatUnit(compared.preview.qualityAfter, 3)}</With>}
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
});

/** The same number for the profile beside. */
function With({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <span className="text-ink-2" data-testid="compared">
      {children} with {name}
    </span>
  );
}
