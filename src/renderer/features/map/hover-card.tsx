import { useEffect, useState } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { ModelName } from '../../components/model-name.tsx';
import { formatScore, formatUnit } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import type { MapPoints } from './use-map-points.ts';
import type { Size } from './viewport.ts';

const WIDTH = 300;
const GAP = 14;
/** The tallest it gets: it must know on which side of the point there is room. */
const HEIGHT = 168;
/** Moving the pointer over a crowd must not ask for each decision on the way. */
const SETTLE_MS = 80;
const COSINES = 3;

export interface HoverCardProps {
  readonly points: MapPoints['points'];
  readonly index: number;
  /** Where the point is on the canvas. */
  readonly x: number;
  readonly y: number;
  readonly size: Size;
}

/** What is under the pointer or the cursor: the prompt, the choice, and how near the embedding is to its clusters. */
export function HoverCard({ points, index, x, y, size }: HoverCardProps) {
  const id = points.id[index] as string;
  const record = useSettledRecord(id);
  const bucket = points.bucket[index] as MapPoints['points']['bucket'][number];
  const margin = points.margin[index] ?? null;
  const left = x + GAP + WIDTH <= size.width ? x + GAP : Math.max(0, x - GAP - WIDTH);
  const above = y + GAP + HEIGHT > size.height && y - GAP - HEIGHT >= 0;
  return (
    <div
      data-testid="map-card"
      data-decision-id={id}
      className="pointer-events-none absolute z-10 rounded-md border border-control bg-raised p-2 text-cell shadow-xl"
      style={{
        left,
        width: WIDTH,
        ...(above ? { bottom: size.height - y + GAP } : { top: Math.min(y + GAP, Math.max(0, size.height - HEIGHT)) }),
      }}
    >
      <p className="prompt-text line-clamp-3 text-ink-1">
        {points.preview[index] ?? <span className="text-ink-3">The text of this prompt is not stored.</span>}
      </p>
      <p className="mt-1.5 flex items-center gap-2">
        <span className="flex shrink-0 items-center gap-1">
          <BucketShape bucket={bucket} size={8} /> {bucket}
        </span>
        <span className="min-w-0 flex-1">
          <ModelName model={points.model[index] as string} />
        </span>
        <span className="shrink-0 text-ink-2">
          {margin === null ? 'no runner-up' : `margin ${formatScore(margin)}`}
        </span>
      </p>
      <table className="mt-1.5 w-full">
        <caption className="pb-0.5 text-left text-axis text-ink-3">True cosine to the nearest clusters</caption>
        <tbody>
          {(record?.decision.features.clusters ?? []).slice(0, COSINES).map((cluster) => (
            <tr key={cluster.id}>
              <td className="max-w-0 truncate">{cluster.label}</td>
              <td className="w-20 pl-2">
                <span className="block h-1.5 bg-app">
                  <span
                    className="block h-full bg-control"
                    style={{ width: `${Math.max(0, cluster.similarity) * 100}%` }}
                  />
                </span>
              </td>
              <td className="w-9 text-right" data-testid="map-cosine">
                {formatUnit(cluster.similarity)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The whole record, once the pointer rests. */
function useSettledRecord(id: string): DecisionRecord | null {
  const session = useSession();
  const [record, setRecord] = useState<DecisionRecord | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const result = await session.record(id);
      if (current && result.ok) setRecord(result.value);
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, session]);
  return record?.decision.id === id ? record : null;
}
