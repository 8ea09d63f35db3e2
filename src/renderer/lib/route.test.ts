import { describe, expect, it } from 'vitest';
import { formatRoute, HOME, parseRoute } from './route.ts';

describe('deep links', () => {
  it('reads a decision on a tab', () => {
    expect(parseRoute('#/live?sel=dec_1&tab=timing')).toEqual({ ...HOME, selected: 'dec_1', tab: 'timing' });
  });

  it('reads an alpha and keeps it within 0 and 1', () => {
    expect(parseRoute('#/tune?alpha=.45')).toEqual({ ...HOME, view: 'tune', alpha: 0.45 });
    expect(parseRoute('#/tune?alpha=7').alpha).toBe(1);
    expect(parseRoute('#/tune?alpha=x').alpha).toBeNull();
  });

  it('opens the live view for an unknown or empty hash', () => {
    expect(parseRoute('')).toEqual(HOME);
    expect(parseRoute('#/nowhere?tab=what')).toEqual(HOME);
  });

  it('round-trips', () => {
    const route = { ...HOME, query: 'bucket:hard -is:error "a b"', selected: 'dec_2', tab: 'raw' as const };
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('leaves defaults out', () => {
    expect(formatRoute(HOME)).toBe('#/live');
    expect(formatRoute({ ...HOME, view: 'connect', selected: 'dec_1' })).toBe('#/connect');
  });
});
