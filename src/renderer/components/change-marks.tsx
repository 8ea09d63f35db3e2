import type { Change } from '../../shared/console/changes-contract.ts';
import { formatTime } from '../lib/units.ts';
import { useConsole } from '../store/console-context.tsx';
import { useHostQuery } from '../store/use-host-query.ts';

const KINDS: Record<Change['kind'], string> = {
  tuning: 'tuned',
  profile: 'profile',
  config: 'settings',
  artifact: 'artifact',
  catalog: 'catalog',
};
/** Labels nearer to the next mark than this share of the width would run into it. */
const ROOM = 0.07;
/** More would hide the chart; the list still has them. */
const MAX_DRAWN = 24;
const SELDOM = { everyMs: 30_000 };

export interface ChangeMarksProps {
  /** The span of the chart, Unix time in milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the plot begins and ends inside the element around it, in pixels. */
  readonly inset: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Where a moment lies, 0..1 of the width; evenly spread when absent. */
  readonly place?: (ms: number) => number | null;
}

/**
 * Lines over a chart where tuning, profiles, settings, the artifact or the catalog changed, with a word each. Put beside
 * the chart in an element that is `relative`. It takes no clicks from the chart but on its words, which tell more.
 */
export function ChangeMarks({ fromMs, toMs, inset, place }: ChangeMarksProps) {
  const inForce = useConsole((state) =>
    JSON.stringify([state.tuning, state.info?.config.revision, state.info?.artifact.version]),
  );
  const span = { from_ms: Math.floor(fromMs), to_ms: Math.ceil(toMs) };
  // The span moves on with the traffic; what is asked again is a change of what is in force, or another window.
  const key = `${inForce} ${Math.round((toMs - fromMs) / 1_000)}`;
  const { value } = useHostQuery('changes.list', key, () => span, SELDOM);
  const at = place ?? ((ms: number) => (ms - fromMs) / (toMs - fromMs));
  const marks = (value?.changes ?? [])
    .map((change) => ({ change, x: at(change.at_ms) }))
    .filter((mark): mark is { change: Change; x: number } => mark.x !== null && mark.x >= 0 && mark.x <= 1);
  if (marks.length === 0) return null;
  const drawn = marks.slice(-MAX_DRAWN);
  return (
    <>
      <div
        className="pointer-events-none absolute overflow-hidden"
        style={inset}
        aria-hidden="true"
        data-testid="change-marks"
      >
        {drawn.map(({ change, x }, index) => (
          <span
            key={`${change.at_ms} ${change.kind}`}
            className="absolute inset-y-0 border-ink-3 border-l border-dashed"
            style={{ left: `${x * 100}%` }}
            data-kind={change.kind}
          >
            {(drawn[index + 1]?.x ?? 1) - x < ROOM ? null : (
              <span
                className="pointer-events-auto block whitespace-nowrap bg-panel/80 px-1 text-axis text-ink-2 leading-4"
                title={words(change)}
              >
                {KINDS[change.kind]}
              </span>
            )}
          </span>
        ))}
      </div>
      <ul className="sr-only" aria-label="Changes in this time">
        {marks.map(({ change }) => (
          <li key={`${change.at_ms} ${change.kind}`}>{words(change)}</li>
        ))}
      </ul>
    </>
  );
}

function words({ at_ms: at, kind, words: what }: Change): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${formatTime(at)}, ${KINDS[kind]}: ${what}`;
}
