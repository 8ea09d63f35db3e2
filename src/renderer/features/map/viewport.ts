/** Places on the map's fixed projection, and where they are on the screen. Pure. */

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of the projection fits into the canvas before anybody zooms. */
export interface Bounds {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

/** `zoom` 1 shows all of the bounds; `center` is the place in the middle of the canvas, null the bounds' own. */
export interface Viewport {
  readonly zoom: number;
  readonly center: Place | null;
}

export const WHOLE: Viewport = { zoom: 1, center: null };
export const MAX_ZOOM = 32;

/** Pixels that stay free on each side. */
const PAD = 26;
/** Smaller than this the map would be a single spot. */
const LEAST_REACH = 0.1;

/** A frame around places, and around an earlier frame: a map that grows never jumps back. */
export function boundsOf(places: Iterable<Place>, before: Bounds | null = null): Bounds {
  let { minX, maxX, minY, maxY } = before ?? {
    minX: -LEAST_REACH,
    maxX: LEAST_REACH,
    minY: -LEAST_REACH,
    maxY: LEAST_REACH,
  };
  for (const { x, y } of places) {
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return { minX, maxX, minY, maxY };
}

/** From places to pixels: both axes in one scale, y upwards, because distances on the map mean something. */
export interface Projection {
  readonly scale: number;
  x(value: number): number;
  y(value: number): number;
  place(x: number, y: number): Place;
}

export function projectionOf(bounds: Bounds, { width, height }: Size, { zoom, center }: Viewport): Projection {
  const middle = center ?? centerOf(bounds);
  const fit = Math.min(
    (width - 2 * PAD) / (bounds.maxX - bounds.minX),
    (height - 2 * PAD) / (bounds.maxY - bounds.minY),
  );
  const scale = Math.max(1, fit) * zoom;
  return {
    scale,
    x: (value) => width / 2 + (value - middle.x) * scale,
    y: (value) => height / 2 - (value - middle.y) * scale,
    place: (x, y) => ({ x: middle.x + (x - width / 2) / scale, y: middle.y - (y - height / 2) / scale }),
  };
}

function centerOf({ minX, maxX, minY, maxY }: Bounds): Place {
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
}

/** Zooms by a factor so that what is under a pixel stays there. Out to the whole map and no further. */
export function zoomAt(bounds: Bounds, size: Size, viewport: Viewport, factor: number, x: number, y: number): Viewport {
  const zoom = Math.min(MAX_ZOOM, Math.max(1, viewport.zoom * factor));
  if (zoom === 1) return WHOLE;
  const before = projectionOf(bounds, size, viewport).place(x, y);
  const { scale } = projectionOf(bounds, size, { zoom, center: viewport.center });
  const center = { x: before.x - (x - size.width / 2) / scale, y: before.y + (y - size.height / 2) / scale };
  return { zoom, center: held(bounds, center) };
}

/** Moves the map with the pointer. */
export function panBy(bounds: Bounds, size: Size, viewport: Viewport, dx: number, dy: number): Viewport {
  const { scale } = projectionOf(bounds, size, viewport);
  const middle = viewport.center ?? centerOf(bounds);
  return { zoom: viewport.zoom, center: held(bounds, { x: middle.x - dx / scale, y: middle.y + dy / scale }) };
}

/** Puts a place into view if it is not. */
export function reveal(bounds: Bounds, size: Size, viewport: Viewport, place: Place): Viewport {
  const projection = projectionOf(bounds, size, viewport);
  const x = projection.x(place.x);
  const y = projection.y(place.y);
  if (x >= 0 && x <= size.width && y >= 0 && y <= size.height) return viewport;
  return { zoom: viewport.zoom, center: place };
}

/** The middle never leaves the bounds: the map cannot be lost. */
function held({ minX, maxX, minY, maxY }: Bounds, { x, y }: Place): Place {
  return { x: Math.min(maxX, Math.max(minX, x)), y: Math.min(maxY, Math.max(minY, y)) };
}
