/** Paints the map: the same picture in the Map view and beside a decision. Colours come from the theme's tokens. */
import { tokenColor } from '../../lib/theme.ts';
import type { Mark, Shape } from './marks.ts';
import type { PlaceColumns } from './nearest.ts';
import type { MapCluster } from './use-map-points.ts';
import type { Projection, Size } from './viewport.ts';

/** Pixels from the middle of a mark to its edge. */
export const MARK_RADIUS = 3.2;
const HALO = 3;
const LABEL_HEIGHT = 14;
const FONT = '11px system-ui, sans-serif';
const BOLD = '600 11px system-ui, sans-serif';

/** The colour of a token now. */
export type Palette = (token: string) => string;

/** With forced colours a canvas must choose among the system's: shapes then tell what colours did. */
const FORCED: Readonly<Record<string, string>> = {
  app: 'Canvas',
  panel: 'Canvas',
  accent: 'Highlight',
  control: 'GrayText',
  line: 'GrayText',
  'ink-3': 'GrayText',
};

/** Reads each colour once; made anew when the theme changes. */
export function currentPalette(): Palette {
  const known = new Map<string, string>();
  const forced = matchMedia('(forced-colors: active)').matches;
  return (token) => {
    let color = known.get(token);
    if (color === undefined) {
      color = forced ? (FORCED[token] ?? 'CanvasText') : tokenColor(token);
      known.set(token, color);
    }
    return color;
  };
}

export interface MapPicture {
  readonly size: Size;
  readonly projection: Projection;
  readonly points: PlaceColumns & { readonly cluster: readonly (number | null)[] };
  readonly mark: (index: number) => Mark;
  readonly clusters: readonly MapCluster[];
  /** Ids of clusters that stand out, the others faded; empty when all are alike. */
  readonly chosen: ReadonlySet<number>;
  readonly labels: boolean;
  readonly palette: Palette;
}

/** All that does not move with the pointer. Newest points on top, centroids and labels above them. */
export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { size, projection, points, mark, chosen, palette } = picture;
  context.fillStyle = palette('app');
  context.fillRect(0, 0, size.width, size.height);
  context.lineWidth = 1.2;
  for (let index = points.x.length - 1; index >= 0; index--) {
    const x = projection.x(points.x[index] as number);
    const y = projection.y(points.y[index] as number);
    if (x < -8 || y < -8 || x > size.width + 8 || y > size.height + 8) continue;
    const { shape, token } = mark(index);
    context.globalAlpha = chosen.size === 0 ? 0.85 : chosen.has(points.cluster[index] ?? -1) ? 1 : 0.2;
    paintMark(context, shape, palette(token), x, y, MARK_RADIUS);
  }
  context.globalAlpha = 1;
  paintClusters(context, picture);
}

export function paintMark(
  context: CanvasRenderingContext2D,
  shape: Shape,
  color: string,
  x: number,
  y: number,
  radius: number,
): void {
  context.fillStyle = color;
  if (shape === 'square') {
    context.fillRect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
    return;
  }
  context.beginPath();
  if (shape === 'triangle') {
    context.moveTo(x, y - radius * 1.15);
    context.lineTo(x + radius * 1.1, y + radius * 0.85);
    context.lineTo(x - radius * 1.1, y + radius * 0.85);
    context.closePath();
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  if (shape === 'ring') {
    context.strokeStyle = color;
    context.stroke();
  } else {
    context.fill();
  }
}

/** A ring around one mark, which is painted again on top of all others. */
export function paintFocus(
  context: CanvasRenderingContext2D,
  { shape, token }: Mark,
  palette: Palette,
  x: number,
  y: number,
): void {
  context.fillStyle = palette('app');
  context.beginPath();
  context.arc(x, y, 8.5, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = palette('accent');
  context.lineWidth = 2;
  context.stroke();
  context.lineWidth = 1.2;
  paintMark(context, shape, palette(token), x, y, MARK_RADIUS * 1.5);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Crosses where centroids are; labels as far as there is room, those with most decisions first. */
function paintClusters(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { size, projection, clusters, chosen, labels, palette } = picture;
  const rank = (cluster: MapCluster): number => (chosen.has(cluster.id) ? Number.POSITIVE_INFINITY : cluster.count);
  const ordered = [...clusters].sort((one, other) => rank(other) - rank(one));
  const reach = labels ? 4 : 2.5;
  const marked = ordered
    .map((cluster) => ({ cluster, x: projection.x(cluster.x), y: projection.y(cluster.y) }))
    .filter(({ x, y }) => x >= 0 && y >= 0 && x <= size.width && y <= size.height);
  // No label over the cross of another one.
  const taken: Box[] = marked.map(({ x, y }) => ({
    left: x - reach,
    top: y - reach,
    right: x + reach,
    bottom: y + reach,
  }));
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const { cluster, x, y } of marked) {
    const stands = chosen.has(cluster.id);
    context.strokeStyle = palette('app');
    context.lineWidth = HALO + 1;
    cross(context, x, y, reach);
    context.strokeStyle = palette(stands ? 'accent' : 'ink-2');
    context.lineWidth = 1.5;
    cross(context, x, y, reach);
    if (!labels) continue;
    context.font = stands ? BOLD : FONT;
    const width = context.measureText(cluster.label).width;
    const box = labelBox(x, y, width, size);
    if (!stands && taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    context.strokeStyle = palette('app');
    context.lineWidth = HALO;
    context.strokeText(cluster.label, box.left, y);
    context.fillStyle = palette(stands ? 'accent' : cluster.count > 0 ? 'ink-1' : 'ink-3');
    context.fillText(cluster.label, box.left, y);
  }
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, reach: number): void {
  context.beginPath();
  context.moveTo(x - reach, y);
  context.lineTo(x + reach, y);
  context.moveTo(x, y - reach);
  context.lineTo(x, y + reach);
  context.stroke();
}

/** To the right of the cross, or to the left where the canvas ends. */
function labelBox(x: number, y: number, width: number, size: Size): Box {
  const left = x + 7 + width <= size.width ? x + 7 : x - 7 - width;
  return { left, top: y - LABEL_HEIGHT / 2, right: left + width, bottom: y + LABEL_HEIGHT / 2 };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** A context whose unit is a CSS pixel, on a canvas as sharp as the screen; null where there is none to be had. */
export function sharpContext(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
