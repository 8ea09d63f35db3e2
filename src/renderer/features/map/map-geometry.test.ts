import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPolygon, lassoed } from './lasso.ts';
import { nearestPoint, nextPoint } from './nearest.ts';
import { boundsOf, panBy, projectionOf, reveal, WHOLE, zoomAt } from './viewport.ts';

const size = { width: 800, height: 600 };
const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const place = fc.record({ x: coordinate, y: coordinate });

describe('the nearest point', () => {
  it('is the one that a sort finds', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 60 }), place, (points, at) => {
        const columns = { x: points.map(({ x }) => x), y: points.map(({ y }) => y) };
        const distance = ({ x, y }: { x: number; y: number }) => (x - at.x) ** 2 + (y - at.y) ** 2;
        const found = nearestPoint(columns, at, Number.POSITIVE_INFINITY);
        const least = Math.min(...points.map(distance));
        expect(distance(points[found ?? -1] as { x: number; y: number })).toBe(least);
      }),
    );
  });

  it('is none where all are out of reach', () => {
    expect(nearestPoint({ x: [0.5], y: [0] }, { x: 0, y: 0 }, 0.4)).toBeNull();
    expect(nearestPoint({ x: [0.5], y: [0] }, { x: 0, y: 0 }, 0.5)).toBe(0);
    expect(nearestPoint({ x: [], y: [] }, { x: 0, y: 0 }, 1)).toBeNull();
  });
});

describe('walking from point to point', () => {
  const columns = { x: [0, 1, 1, 0, 0.5], y: [0, 0, 1, 1, 0.1] };

  it('takes the nearest in the direction', () => {
    expect(nextPoint(columns, 0, 'right')).toBe(4);
    expect(nextPoint(columns, 4, 'right')).toBe(1);
    expect(nextPoint(columns, 1, 'up')).toBe(2);
    expect(nextPoint(columns, 2, 'left')).toBe(3);
    expect(nextPoint(columns, 3, 'down')).toBe(0);
    expect(nextPoint(columns, 1, 'right')).toBeNull();
  });

  it('passes all points of one place before it goes on, there and back', () => {
    const crowd = { x: [0, 1, 1, 1, 2], y: [0, 0, 0, 0, 0] };
    const walk = (from: number, direction: 'left' | 'right') => {
      const seen = [from];
      for (let at = nextPoint(crowd, from, direction); at !== null; at = nextPoint(crowd, at, direction)) seen.push(at);
      return seen;
    };
    expect(walk(0, 'right')).toEqual([0, 1, 2, 3, 4]);
    expect(walk(4, 'left')).toEqual([4, 3, 2, 1, 0]);
  });
});

describe('the lasso', () => {
  const square = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ];

  it('tells inside from outside, with dents too', () => {
    expect(inPolygon(square, { x: 0.5, y: 0.5 })).toBe(true);
    expect(inPolygon(square, { x: 1.5, y: 0.5 })).toBe(false);
    const dented = [...square.slice(0, 2), { x: 0.5, y: 0.2 }, ...square.slice(2)];
    expect(inPolygon(dented, { x: 0.9, y: 0.5 })).toBe(false);
    expect(inPolygon([], { x: 0, y: 0 })).toBe(false);
  });

  it('becomes the clusters that are mostly inside, or else the most frequent', () => {
    const columns = { x: [0.1, 0.2, 5, 0.3, 5, 5], y: [0.1, 0.2, 0, 0.3, 0, 0], cluster: [1, 1, 1, 2, 2, 2] };
    expect(lassoed(square, columns)).toEqual({ points: [0, 1, 3], clusters: [1] });
    const few = { x: [0.1, 5, 5], y: [0.1, 0, 0], cluster: [3, 3, 3] };
    expect(lassoed(square, few).clusters).toEqual([3]);
    expect(lassoed(square, { x: [5], y: [5], cluster: [1] })).toEqual({ points: [], clusters: [] });
  });
});

describe('the viewport', () => {
  const bounds = boundsOf([
    { x: -0.6, y: -0.5 },
    { x: 0.5, y: 0.5 },
  ]);

  it('shows every place of its bounds, in one scale for both axes', () => {
    const projection = projectionOf(bounds, size, WHOLE);
    for (const { x, y } of [
      { x: bounds.minX, y: bounds.minY },
      { x: bounds.maxX, y: bounds.maxY },
    ]) {
      expect(projection.x(x)).toBeGreaterThanOrEqual(0);
      expect(projection.x(x)).toBeLessThanOrEqual(size.width);
      expect(projection.y(y)).toBeGreaterThanOrEqual(0);
      expect(projection.y(y)).toBeLessThanOrEqual(size.height);
    }
    expect(projection.x(0.2) - projection.x(0.1)).toBeCloseTo(projection.y(0.1) - projection.y(0.2), 9);
  });

  it('goes from pixels to places and back', () => {
    fc.assert(
      fc.property(place, fc.double({ min: 1, max: 32, noNaN: true }), (at, zoom) => {
        const projection = projectionOf(bounds, size, { zoom, center: at });
        const back = projection.place(projection.x(0.3), projection.y(-0.2));
        expect(back.x).toBeCloseTo(0.3, 9);
        expect(back.y).toBeCloseTo(-0.2, 9);
      }),
    );
  });

  it('keeps what is under the pointer while it zooms, and ends at the whole map', () => {
    const before = projectionOf(bounds, size, WHOLE).place(420, 310);
    const zoomed = zoomAt(bounds, size, WHOLE, 2, 420, 310);
    expect(zoomed.zoom).toBe(2);
    const after = projectionOf(bounds, size, zoomed).place(420, 310);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
    expect(zoomAt(bounds, size, zoomed, 0.1, 0, 0)).toEqual(WHOLE);
  });

  it('moves with the pointer, cannot be lost, and reveals what is outside', () => {
    const zoomed = zoomAt(bounds, size, WHOLE, 8, 400, 300);
    const moved = panBy(bounds, size, zoomed, 30, 0);
    expect(projectionOf(bounds, size, moved).x(0) - projectionOf(bounds, size, zoomed).x(0)).toBeCloseTo(30, 6);
    expect(panBy(bounds, size, zoomed, 1e6, 0).center?.x).toBe(bounds.minX);
    const far = { x: bounds.maxX, y: bounds.maxY };
    expect(reveal(bounds, size, zoomed, far).center).toEqual(far);
    expect(reveal(bounds, size, WHOLE, far)).toBe(WHOLE);
  });

  it('has bounds that only grow', () => {
    expect(boundsOf([{ x: 0, y: 0 }], bounds)).toEqual(bounds);
    expect(boundsOf([{ x: 2, y: 0 }], bounds)).toEqual({ ...bounds, maxX: 2 });
  });
});
