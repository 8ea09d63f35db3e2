import { useEffect, useMemo, useRef } from 'react';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { useSize } from '../../components/use-size.ts';
import { useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { BUCKET_MARKS, markOf } from '../map/marks.ts';
import { paintFocus, paintMap, sharpContext } from '../map/paint-map.ts';
import { useMapOnce } from '../map/use-map-points.ts';
import { usePalette } from '../map/use-palette.ts';
import { boundsOf, projectionOf, WHOLE } from '../map/viewport.ts';

const HEIGHT = 170;
/** Enough to see where traffic is; the map itself has more. */
const OTHERS = 400;
const NONE: ReadonlySet<number> = new Set();

/** This decision among the newest ones on the artifact's fixed projection: the map, small. */
export function MapInset({ record }: { readonly record: DecisionRecord }) {
  const { store } = useSession();
  const [measure, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const palette = usePalette();
  // Drawn for the decision that is open; that others come in meanwhile changes nothing about it.
  const map = useMapOnce(record.sample, OTHERS);
  const { id, bucket, features } = record.decision;
  const [x, y] = features.map_xy;
  const others = map === null ? 0 : map.points.id.filter((other) => other !== id).length;
  const bounds = useMemo(() => boundsOf([{ x, y }, ...(map?.clusters ?? [])]), [x, y, map]);
  useEffect(() => {
    if (canvas.current === null || size.width === 0) return;
    const context = sharpContext(canvas.current, size);
    if (context === null) return;
    const projection = projectionOf(bounds, size, WHOLE);
    const points = map?.points ?? { x: [], y: [], cluster: [] };
    paintMap(context, {
      size,
      projection,
      points,
      mark: (index) => (map === null ? BUCKET_MARKS[bucket] : markOf(map.points, index, 'bucket')),
      clusters: map?.clusters ?? [],
      chosen: NONE,
      labels: false,
      palette,
    });
    paintFocus(context, BUCKET_MARKS[bucket], palette, projection.x(x), projection.y(y));
  }, [size, bounds, map, palette, bucket, x, y]);
  const label = `Place on the map: x ${x.toFixed(2)}, y ${y.toFixed(2)}, among ${others} others`;
  return (
    <Card
      title="Place on the map"
      aside={
        <button
          type="button"
          className="h-6 text-accent hover:underline"
          onClick={() =>
            navigate(store, { view: 'map', selected: id, params: record.sample ? { window: 'sample' } : {} })
          }
        >
          Open the map
        </button>
      }
    >
      <div ref={measure} className="rounded-md border border-line bg-app" style={{ height: HEIGHT }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={label}
          className="block"
          style={{ width: size.width, height: size.height }}
        />
      </div>
    </Card>
  );
}
