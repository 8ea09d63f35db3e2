import { describe, expect, it } from 'vitest';
import { alphaScore, bestCandidate } from '../../../shared/alpha-score.ts';
import { generateRecords } from '../../dev/generate-records.ts';
import { draftRequest } from './draft-request.ts';
import { stripSegments } from './strip-segments.ts';

describe('the alpha strip', () => {
  it('covers 0 to 1 without gaps, and names the winner of each part', () => {
    for (const { decision } of generateRecords(60)) {
      const { candidates, alpha } = decision;
      const segments = stripSegments(candidates, alpha);
      expect(segments[0]?.from).toBe(0);
      expect(segments.at(-1)?.to).toBe(1);
      for (const [index, { from, to, winner }] of segments.entries()) {
        if (index > 0) expect(from).toBe(segments[index - 1]?.to);
        const middle = (from + to) / 2;
        const scores = candidates.map((candidate) => alphaScore(middle, candidate));
        expect(scores[winner]).toBe(Math.max(...scores));
      }
      const current = segments.filter((segment) => segment.current);
      expect(current).toHaveLength(1);
      expect(current[0]?.winner).toBe(bestCandidate(alpha, candidates));
    }
  });

  it('is empty without candidates', () => {
    expect(stripSegments([], 0.5)).toEqual([]);
  });
});

describe('a draft', () => {
  const user = { key: 1, role: 'user' as const, content: 'hello' };

  it('needs a user turn and leaves out what is empty', () => {
    expect(draftRequest({ turns: [{ key: 0, role: 'system', content: 'Be brief.' }], tools: null })).toMatchObject({
      ok: false,
    });
    const turns = [{ key: 0, role: 'system' as const, content: '  ' }, user];
    expect(draftRequest({ turns, tools: '' })).toEqual({
      ok: true,
      request: { messages: [{ role: 'user', content: 'hello' }] },
    });
  });

  it('takes a list of tools and names what is wrong with any other', () => {
    expect(draftRequest({ turns: [user], tools: '[{"type":"function"}]' })).toMatchObject({
      ok: true,
      request: { tools: [{ type: 'function' }] },
    });
    expect(draftRequest({ turns: [user], tools: '{"type":"function"}' })).toMatchObject({ ok: false });
    expect(draftRequest({ turns: [user], tools: '[' })).toMatchObject({ ok: false });
  });
});
