import { describe, expect, it } from 'vitest';
import { costUsd } from './price.ts';

describe('costUsd', () => {
  it('is per million tokens, and null when unpriced', () => {
    expect(costUsd({ inputUsdPerMtok: 2, outputUsdPerMtok: 8 }, 1_000_000, 500_000)).toBe(6);
    expect(costUsd(null, 1_000_000, 500_000)).toBeNull();
  });
});
