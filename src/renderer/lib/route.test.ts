import { describe, expect, it } from 'vitest';
import { formatRoute, HOME, parseRoute } from './route.ts';

const VIEWS = ['live', 'tune', 'connect', 'decision'];
const parse = (hash: string) => parseRoute(hash, VIEWS);

describe('deep links', () => {
  it('reads a decision on a tab', () => {
    expect(parse('#/live?sel=dec_1&tab=timing')).toEqual({ ...HOME, selected: 'dec_1', tab: 'timing' });
  });

  it('reads an alpha and keeps it within 0 and 1', () => {
    expect(parse('#/tune?alpha=.45')).toEqual({ ...HOME, view: 'tune', alpha: 0.45 });
    expect(parse('#/tune?alpha=7').alpha).toBe(1);
    expect(parse('#/tune?alpha=x').alpha).toBeNull();
  });

  it('opens the live view for an unknown or empty hash', () => {
    expect(parse('')).toEqual(HOME);
    expect(parse('#/nowhere/here?colour=red')).toEqual(HOME);
  });

  it('reads what comes after the view, and parameters that only the view knows', () => {
    expect(parse('#/decision/dec_1?from=live')).toEqual({
      ...HOME,
      view: 'decision',
      arg: 'dec_1',
      params: { from: 'live' },
    });
    expect(parse('#/decision/%').arg).toBe('%');
  });

  it('round-trips', () => {
    const route = { ...HOME, query: 'bucket:hard -is:error "a b"', selected: 'dec_2', tab: 'raw' as const };
    expect(parse(formatRoute(route))).toEqual(route);
    const other = { ...HOME, view: 'decision', arg: 'a/b c', params: { x: '1&2' } };
    expect(parse(formatRoute(other))).toEqual(other);
  });

  it('leaves defaults out', () => {
    expect(formatRoute(HOME)).toBe('#/live');
    expect(formatRoute({ ...HOME, view: 'connect', selected: 'dec_1' })).toBe('#/connect');
  });
});
