import { useMemo } from 'react';
import type { Bucket, DecisionRecord } from '../../../shared/decision.ts';
import { bucketColor } from '../../components/bucket-mark.tsx';
import { Card } from '../../components/card.tsx';
import { useSize } from '../../components/use-size.ts';
import { useSession } from '../../store/console-context.tsx';

const HEIGHT = 170;
const PAD = 10;
const OTHERS = 400;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly bucket: Bucket;
}

/** This decision among recent ones on the artifact's fixed projection. */
export function MapInset({ record }: { readonly record: DecisionRecord }) {
  const { ring } = useSession();
  const [measure, { width }] = useSize<HTMLDivElement>();
  const { id, features } = record.decision;
  // Drawn for the decision that is open; that others come in meanwhile changes nothing about it.
  const others = useMemo((): readonly Point[] => {
    const points: Point[] = [];
    for (const { decision } of ring.wholeRecords()) {
      const [x, y] = decision.features.map_xy;
      if (decision.id !== id && (x !== 0 || y !== 0)) points.push({ x, y, bucket: decision.bucket });
    }
    return points.slice(-OTHERS);
  }, [ring, id]);
  const [x, y] = features.map_xy;
  const reach = Math.max(0.2, ...[{ x, y }, ...others].flatMap((point) => [Math.abs(point.x), Math.abs(point.y)]));
  const placeX = (value: number): number => PAD + ((value / reach + 1) / 2) * (width - 2 * PAD);
  const placeY = (value: number): number => PAD + ((1 - value / reach) / 2) * (HEIGHT - 2 * PAD);
  const label = `Place on the map: x ${x.toFixed(2)}, y ${y.toFixed(2)}, among ${others.length} recent decisions`;
  return (
    <Card title="Place on the map" aside={`${others.length} recent decisions`}>
      <div ref={measure} className="rounded-md border border-line bg-app">
        {width === 0 ? (
          <div style={{ height: HEIGHT }} />
        ) : (
          <svg width={width} height={HEIGHT} role="img" aria-label={label} className="block">
            {others.map((point, index) => (
              <circle
                // biome-ignore lint/suspicious/noArrayIndexKey: points are drawn once and have no identity here
                key={index}
                cx={placeX(point.x)}
                cy={placeY(point.y)}
                r="2"
                fill={bucketColor(point.bucket)}
                fillOpacity="0.45"
              />
            ))}
            <path
              d={`M${placeX(x)} 0V${HEIGHT}M0 ${placeY(y)}H${width}`}
              stroke="var(--control)"
              strokeDasharray="2 4"
            />
            <circle cx={placeX(x)} cy={placeY(y)} r="5" fill="var(--accent)" stroke="var(--app)" strokeWidth="2" />
          </svg>
        )}
      </div>
    </Card>
  );
}
