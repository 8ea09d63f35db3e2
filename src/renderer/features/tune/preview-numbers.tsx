import { TriangleAlert } from 'lucide-react';
import {
  formatCost,
  formatCount,
  formatPercent,
  formatRelativeChange,
  formatSigned,
  formatUnit,
  UNKNOWN,
} from '../../lib/units.ts';
import { PREVIEW_MIN, type Preview } from './preview.ts';
import type { HostPreview } from './use-tuning.ts';

export function PreviewNumbers({ preview }: { readonly preview: Preview }) {
  const { rescored, flips, costBefore, costAfter, qualityBefore, qualityAfter, unpriced } = preview;
  const priced = rescored - unpriced;
  return (
    <dl className="grid grid-cols-3 border-line border-y">
      <Tile label="Flips" note={`of ${formatCount(rescored)} re-scored`}>
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
      <Tile label="Mean predicted quality est." note="expected share of tasks done well">
        <span className="text-ink-2">{formatUnit(qualityBefore, 3)}</span>
        <span className="mx-1.5 text-ink-3">→</span>
        <span>{formatUnit(qualityAfter, 3)}</span>
        <small className="ml-2 text-body text-ink-2">
          {qualityBefore === null || qualityAfter === null ? '' : formatSigned(qualityAfter - qualityBefore)}
        </small>
      </Tile>
    </dl>
  );
}

function Tile({
  label,
  note,
  children,
}: {
  readonly label: string;
  readonly note: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="min-w-0 border-line border-l px-4 py-2 first:border-l-0">
      <dt className="flex min-w-0 items-baseline gap-2 text-axis">
        <span className="shrink-0 text-ink-2">{label}</span>
        <span className="truncate text-ink-3" title={note}>
          {note}
        </span>
      </dt>
      <dd className="truncate text-kpi">{children}</dd>
    </div>
  );
}

/** What the numbers above stand on: replay check, what was left out, how much is sample, whether the router agrees. */
export function PreviewFooting({
  preview,
  confirmed,
}: {
  readonly preview: Preview;
  readonly confirmed: HostPreview | null;
}) {
  const { rescored, replayed, excludedExplicit, excludedLocked, excludedSingle, sample, considered } = preview;
  const leftOut = excludedExplicit + excludedLocked + excludedSingle;
  const exact = replayed === rescored;
  const few = rescored < PREVIEW_MIN;
  return (
    <div className="space-y-1 px-4 py-2 text-cell">
      <p className="text-ink-2">
        Last {formatCount(considered)} decisions: {formatCount(rescored)} re-scored
        {leftOut > 0
          ? `, ${formatCount(leftOut)} left out (${formatCount(excludedExplicit)} named their model, ${formatCount(excludedLocked)} were in the middle of a turn, ${formatCount(excludedSingle)} had one candidate)`
          : ''}
        .{' '}
        {rescored === 0 ? null : (
          <span className={exact ? 'text-ok' : 'text-warn'}>
            Replay check: the recorded alphas reproduce {formatCount(replayed)} of {formatCount(rescored)} choices
            {exact ? ' ✓' : '; fallbacks or hooks made the others'}.
          </span>
        )}{' '}
        <ConfirmedNote preview={preview} confirmed={confirmed} />
      </p>
      {few || sample > 0 ? (
        <p className="flex items-center gap-1.5 text-warn" data-testid="preview-caution">
          <TriangleAlert size={13} aria-hidden className="shrink-0" />
          {few ? `Fewer than ${PREVIEW_MIN} decisions: too few to judge by. ` : ''}
          {sample > 0
            ? sample === rescored
              ? 'All of it is built-in sample traffic, not yours.'
              : `${formatCount(sample)} of it is built-in sample traffic.`
            : ''}
        </p>
      ) : null}
    </div>
  );
}

/** New traffic between the two counts moves both, so only a difference on the same set is worth a word. */
function ConfirmedNote({ preview, confirmed }: { readonly preview: Preview; readonly confirmed: HostPreview | null }) {
  if (confirmed === null) return <span className="text-ink-3">Asking the router…</span>;
  if (confirmed.rescored !== preview.rescored) {
    return <span className="text-ink-3">The router re-scored {formatCount(confirmed.rescored)}; traffic went on.</span>;
  }
  return confirmed.flips === preview.flips ? (
    <span className="text-ink-3">Confirmed by the router.</span>
  ) : (
    <span className="text-warn">The router counts {formatCount(confirmed.flips)} flips.</span>
  );
}
