import { describe, expect, it } from 'vitest';
import type { ModelPriceView } from '../../../shared/catalog.ts';
import { ageInDays, formatRate, formatTokens, isStale, priceDay } from './price-facts.ts';

const NOW = Date.parse('2026-08-01T12:00:00Z');
const price = (source: string, date: string | null = null): ModelPriceView => ({
  input_usd_per_mtok: 1,
  output_usd_per_mtok: 2,
  cache_read_usd_per_mtok: null,
  cache_write_usd_per_mtok: null,
  cache_write_1h_usd_per_mtok: null,
  reasoning_usd_per_mtok: null,
  tiers: [],
  source,
  date,
});

describe('the day of a price', () => {
  it('is its own, else the one in the name of its source, else not known', () => {
    expect(priceDay(price('openrouter', '2026-07-30'))).toBe('2026-07-30');
    expect(priceDay(price('models.dev 2026-07-02: openai/gpt-5'))).toBe('2026-07-02');
    expect(priceDay(price('settings'))).toBeNull();
  });

  it('makes a price stale after thirty days, unless it is from the settings', () => {
    expect(isStale(price('openrouter', '2026-07-02'), NOW)).toBe(false);
    expect(isStale(price('openrouter', '2026-07-01'), NOW)).toBe(true);
    expect(isStale(price('settings', '2020-01-01'), NOW)).toBe(false);
    expect(isStale(price('price_file'), NOW)).toBe(false);
  });

  it('is never in the future', () => {
    expect(ageInDays('2026-08-02', NOW)).toBe(0);
    expect(ageInDays('soon', NOW)).toBeNull();
  });
});

describe('numbers', () => {
  it('keep prices below a cent and call only zero zero', () => {
    expect([0, 0.075, 1.25, 15, 0.00001].map(formatRate)).toEqual(['0', '0.075', '1.25', '15.00', '1.0e-5']);
  });

  it('write windows as people say them', () => {
    expect([512, 8_192, 400_000, 1_048_576, 2_000_000].map(formatTokens)).toEqual(['512', '8k', '400k', '1.05M', '2M']);
  });
});
