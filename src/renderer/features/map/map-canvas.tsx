import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatCount } from '../../lib/units.ts';
import { HoverCard } from './hover-card.tsx';
import { type Colouring, markOf } from './marks.ts';
import { type Direction, nearestPoint, nextPoint } from './nearest.ts';
import { type MapPicture, paintFocus, paintMap, sharpContext } from './paint-map.ts';
import type { MapPoints } from './use-map-points.ts';
import { usePalette } from './use-palette.ts';
import {
  type Bounds,
  type Place,
  panBy,
  projectionOf,
  reveal,
  type Size,
  type Viewport,
  WHOLE,
  zoomAt,
} from './viewport.ts';

/** Pixels around the pointer in which a point is found. */
const REACH = 10;
/** A press that moves less is a click. */
const SLOP = 4;
export const ZOOM_STEP = 1.5;
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export interface MapCanvasProps {
  readonly map: MapPoints;
  readonly bounds: Bounds;
  readonly colouring: Colouring;
  readonly viewport: Viewport;
  readonly onViewport: (change: (before: Viewport) => Viewport) => void;
  /** Of the room that it fills; 0 until it was measured. */
  readonly size: Size;
  /** Ids of the clusters that stand out. */
  readonly chosen: ReadonlySet<number>;
  /** Index of the selected point; null when there is none, or it is not on the map. */
  readonly selected: number | null;
  readonly onSelect: (index: number | null) => void;
  readonly onCluster: (id: number) => void;
  readonly lasso: boolean;
  readonly onLasso: (polygon: readonly Place[]) => void;
  readonly focusRef: RefObject<HTMLDivElement | null>;
}

interface Drag {
  readonly startX: number;
  readonly startY: number;
  lastX: number;
  lastY: number;
  moved: boolean;
  readonly drawing: boolean;
}

/** The picture and what the pointer and the keys do on it. */
export function MapCanvas(props: MapCanvasProps) {
  const { map, bounds, viewport, onViewport, colouring, chosen, size, selected, onSelect, lasso } = props;
  const { points, clusters } = map;
  const palette = usePalette();
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const drag = useRef<Drag | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [outline, setOutline] = useState<readonly Place[]>([]);
  const [focused, setFocused] = useState(false);
  const projection = useMemo(() => projectionOf(bounds, size, viewport), [bounds, size, viewport]);
  // By id: between two readings of the map the same decision has another index.
  const hoveredAt = useMemo(() => (hovered === null ? -1 : points.id.indexOf(hovered)), [points, hovered]);
  const carded = hoveredAt >= 0 ? hoveredAt : focused ? selected : null;

  // All that stays under a moving pointer is painted once and copied from then on.
  const background = useMemo(() => {
    if (size.width === 0) return null;
    const layer = document.createElement('canvas');
    const context = sharpContext(layer, size);
    if (context === null) return null;
    const mark: MapPicture['mark'] = (index) => markOf(points, index, colouring);
    paintMap(context, { size, projection, points, mark, clusters, chosen, labels: true, palette });
    return layer;
  }, [size, projection, points, clusters, colouring, chosen, palette]);

  useEffect(() => {
    if (canvas.current === null || background === null) return;
    const context = sharpContext(canvas.current, size);
    if (context === null) return;
    context.drawImage(background, 0, 0, size.width, size.height);
    for (const index of new Set([selected, hoveredAt >= 0 ? hoveredAt : null])) {
      if (index === null) continue;
      const x = projection.x(points.x[index] as number);
      const y = projection.y(points.y[index] as number);
      paintFocus(context, markOf(points, index, colouring), palette, x, y);
    }
    if (outline.length > 1) {
      context.beginPath();
      for (const { x, y } of outline) context.lineTo(projection.x(x), projection.y(y));
      context.closePath();
      context.strokeStyle = palette('accent');
      context.lineWidth = 1.5;
      context.setLineDash([5, 4]);
      context.stroke();
    }
  }, [background, size, projection, points, colouring, palette, selected, hoveredAt, outline]);

  // React's own wheel listener is passive: it could not keep the page from scrolling.
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const factor = Math.exp(-Math.sign(event.deltaY) * Math.min(0.4, Math.abs(event.deltaY) / 400));
      onViewport((before) => zoomAt(bounds, size, before, factor, event.clientX - box.left, event.clientY - box.top));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [bounds, size, onViewport]);

  const at = useCallback((event: PointerEvent): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }, []);
  const pointAt = (x: number, y: number): number | null =>
    nearestPoint(points, projection.place(x, y), REACH / projection.scale);

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.button !== 0) return;
    const { x, y } = at(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    const drawing = lasso || event.shiftKey;
    drag.current = { startX: x, startY: y, lastX: x, lastY: y, moved: false, drawing };
    if (drawing) setOutline([projection.place(x, y)]);
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    const { x, y } = at(event);
    const held = drag.current;
    if (held === null) {
      const found = pointAt(x, y);
      setHovered(found === null ? null : (points.id[found] as string));
      return;
    }
    if (Math.hypot(x - held.startX, y - held.startY) > SLOP) held.moved = true;
    if (!held.moved) return;
    setHovered(null);
    if (held.drawing) setOutline((line) => [...line, projection.place(x, y)]);
    else onViewport((before) => panBy(bounds, size, before, x - held.lastX, y - held.lastY));
    held.lastX = x;
    held.lastY = y;
  };
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>): void => {
    const held = drag.current;
    drag.current = null;
    if (held === null) return;
    if (held.drawing && held.moved) props.onLasso(outline);
    setOutline([]);
    if (held.moved) return;
    const { x, y } = at(event);
    const point = pointAt(x, y);
    if (point !== null) {
      onSelect(point);
      return;
    }
    const places = { x: clusters.map((cluster) => cluster.x), y: clusters.map((cluster) => cluster.y) };
    const cluster = nearestPoint(places, projection.place(x, y), (REACH + 4) / projection.scale);
    if (cluster !== null) props.onCluster((clusters[cluster] as (typeof clusters)[number]).id);
    else onSelect(null);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      const found =
        selected === null
          ? nearestPoint(points, projection.place(size.width / 2, size.height / 2), Number.POSITIVE_INFINITY)
          : nextPoint(points, selected, direction);
      if (found !== null) {
        onSelect(found);
        setHovered(null);
        const place = { x: points.x[found] as number, y: points.y[found] as number };
        onViewport((before) => reveal(bounds, size, before, place));
      }
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      const factor = event.key === '-' ? 1 / ZOOM_STEP : ZOOM_STEP;
      onViewport((before) => zoomAt(bounds, size, before, factor, size.width / 2, size.height / 2));
    } else if (event.key === '0') {
      onViewport(() => WHOLE);
    } else if (event.key === 'Escape' && hovered !== null) {
      setHovered(null);
    } else {
      return;
    }
    event.preventDefault();
  };

  const used = clusters.filter(({ count }) => count > 0).length;
  return (
    <div
      ref={props.focusRef}
      role="application"
      aria-label={`Map of ${formatCount(points.id.length)} decisions in ${used} clusters. Arrow keys walk from point to point, plus and minus zoom, t shows a list.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk over the points
      tabIndex={0}
      data-keys="map"
      data-testid="map-canvas"
      data-points={points.id.length}
      onKeyDown={onKeyDown}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      className="relative h-full min-h-0 w-full overflow-hidden bg-app outline-offset-[-2px]"
    >
      <canvas
        ref={canvas}
        style={{ width: size.width, height: size.height }}
        className={`absolute inset-0 touch-none ${lasso ? 'cursor-crosshair' : hoveredAt >= 0 ? 'cursor-pointer' : 'cursor-grab'}`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null;
          setOutline([]);
        }}
        onPointerLeave={() => setHovered(null)}
      />
      {carded === null || size.width === 0 || outline.length > 0 ? null : (
        <HoverCard
          points={points}
          index={carded}
          x={projection.x(points.x[carded] as number)}
          y={projection.y(points.y[carded] as number)}
          size={size}
        />
      )}
      <span className="sr-only" aria-live="polite">
        {focused && selected !== null
          ? `${points.preview[selected] ?? 'Text not stored'}, ${points.bucket[selected]}, ${points.model[selected]}`
          : ''}
      </span>
    </div>
  );
}
