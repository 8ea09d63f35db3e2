import type { TrayTone } from './tray-status.ts';

type Color = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];

/** Legible on a dark panel and on a light one. */
const INK: Color = [139, 148, 160];
const TONES: Readonly<Record<TrayTone, Color>> = {
  running: [76, 195, 138],
  paused: [240, 184, 73],
  fault: [229, 72, 77],
};

/** The mark of the title bar on a field of 16 by 16: one line in, three lines out. */
const HUB: Point = [5, 8];
const LINES: readonly (readonly [Point, Point])[] = [
  [[1, 8], HUB],
  [HUB, [14, 2.5]],
  [HUB, [14, 8]],
  [HUB, [14, 13.5]],
];
const LINE_WIDTH = 1.6;
const HUB_RADIUS = 2.2;
/** The dot that tells the state, in the lower right, with a gap around it. */
const DOT: Point = [12, 12];
const DOT_RADIUS = 3.6;
const DOT_GAP = 1;

/**
 * Paints the icon, so that no picture file has to be found at run time.
 *
 * @param size Width and height in pixels.
 * @returns BGRA with premultiplied alpha, row by row, as `nativeImage.createFromBitmap` takes it.
 */
export function paintTrayIcon(size: number, tone: TrayTone): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const scale = 16 / size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const { color, alpha } = colorAt([(x + 0.5) * scale, (y + 0.5) * scale], scale, tone);
      const [red, green, blue] = color.map((channel) => Math.round(channel * alpha)) as unknown as Color;
      pixels.set([blue, green, red, Math.round(alpha * 255)], (y * size + x) * 4);
    }
  }
  return pixels;
}

/** @param blur Width of the soft edge: one pixel. */
function colorAt(point: Point, blur: number, tone: TrayTone): { color: Color; alpha: number } {
  const cover = (distance: number) => Math.min(1, Math.max(0, 0.5 - distance / blur));
  const fromDot = Math.hypot(point[0] - DOT[0], point[1] - DOT[1]);
  const dot = cover(fromDot - DOT_RADIUS) * (1 - cover(signDistance(point, tone)));
  if (dot > 0) return { color: TONES[tone], alpha: dot };
  const lines = LINES.map(([from, to]) => distanceToLine(point, from, to) - LINE_WIDTH / 2);
  const hub = Math.hypot(point[0] - HUB[0], point[1] - HUB[1]) - HUB_RADIUS;
  const gap = 1 - cover(fromDot - DOT_RADIUS - DOT_GAP);
  return { color: INK, alpha: cover(Math.min(hub, ...lines)) * gap };
}

/** What is cut out of the dot, so that the state is told by shape too: two bars, or an exclamation mark. */
function signDistance([x, y]: Point, tone: TrayTone): number {
  const [dx, dy] = [x - DOT[0], y - DOT[1]];
  const bar = (atX: number, fromY: number, toY: number) =>
    Math.max(Math.abs(dx - atX) - 0.55, Math.abs(dy - (fromY + toY) / 2) - (toY - fromY) / 2);
  if (tone === 'paused') return Math.min(bar(-1.1, -1.8, 1.8), bar(1.1, -1.8, 1.8));
  if (tone === 'fault') return Math.min(bar(0, -2.4, 0.6), bar(0, 1.3, 2.4));
  return Number.POSITIVE_INFINITY;
}

function distanceToLine([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const along = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - fromX - along * dx, y - fromY - along * dy);
}
