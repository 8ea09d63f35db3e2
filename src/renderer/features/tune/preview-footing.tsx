import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { formatCount } from '../../lib/units.ts';
import type { Preview } from './what-if.ts';
import type { WhatIfSet } from './what-if-set.ts';

/** Below this many a preview is an anecdote, and says so. */
export const PREVIEW_MIN = 30;

export interface PreviewFootingProps {
  readonly set: WhatIfSet;
  readonly preview: Preview;
  readonly rerouting: boolean;
}

/** What the numbers stand on: replay check, what was left out and why, what is not known, how much is sample. */
export const PreviewFooting = memo(function PreviewFooting({ set, preview, rerouting }: PreviewFootingProps) {
  const { considered, excluded, checked, replayed } = set;
  const { rescored, single, weightsUnknown, moved, movedKnown, sample } = preview;
  const reasons: readonly (readonly [number, string])[] = [
    [excluded.explicit, 'named their model'],
    [excluded.held, 'were in the middle of a turn'],
    [excluded.explored, 'were tried to learn'],
    [excluded.profiled, 'follow the profile of their app'],
    [excluded.answerCached, 'were answered from the cache'],
    [single, 'had one candidate'],
    [weightsUnknown, 'do not have the weights of their penalties recorded'],
    [excluded.notReplayed, 'failed the replay check'],
  ];
  const shown = reasons.filter(([count]) => count > 0);
  const leftOut = shown.reduce((sum, [count]) => sum + count, 0);
  const few = rescored < PREVIEW_MIN;
  const unknown = moved - movedKnown;
  return (
    <div className="space-y-0.5 px-4 py-1.5 text-cell text-ink-2" data-testid="preview-footing">
      <p>
        {formatCount(considered)} decisions: {formatCount(rescored)} re-scored
        {leftOut > 0
          ? `, ${formatCount(leftOut)} left out (${shown.map(([count, words]) => `${formatCount(count)} ${words}`).join(', ')})`
          : ''}
        .{' '}
        {checked > 0 && replayed === checked ? (
          <span className="text-ok" data-testid="replay-check" data-ok="true">
            Replay check: the recorded values give {formatCount(replayed)} of {formatCount(checked)} recorded choices ✓
          </span>
        ) : null}
      </p>
      {replayed < checked ? (
        <p className="flex items-start gap-1.5 text-warn" data-testid="replay-check" data-ok="false">
          <TriangleAlert size={13} aria-hidden className="mt-px shrink-0" />
          <span>
            Replay check: the recorded values give {formatCount(replayed)} of {formatCount(checked)} recorded choices.
            The other {formatCount(checked - replayed)} were made by a plugin or an older version; they are left out.
          </span>
        </p>
      ) : null}
      {moved > 0 ? (
        <p data-testid="moved" data-known={movedKnown} data-unknown={unknown}>
          {formatCount(moved)} would go to another bucket.{' '}
          {movedKnown > 0
            ? `The router scored ${formatCount(movedKnown)} of them there, with today’s prices and answer times. `
            : ''}
          {unknown === 0
            ? ''
            : rerouting
              ? 'Asking the router about the others…'
              : `Which model ${formatCount(unknown)} would get is not known from the record: they count in neither cost nor quality.`}
        </p>
      ) : null}
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
});
