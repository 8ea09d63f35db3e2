import { describe, expect, it } from 'vitest';
import { type BilledUsage, type ModelPrice, pricesFor, requestCost } from './request-cost.ts';

const tokens = (inputTokens: number, outputTokens: number, rest: Partial<BilledUsage> = {}): BilledUsage => ({
  inputTokens,
  outputTokens,
  ...rest,
});

/** The same sum in whole picodollars, with integers of any size. */
function exactPicodollars(price: ModelPrice, usage: BilledUsage): bigint {
  const pico = (usd: number) => BigInt(Math.round(usd * 1e6));
  const prices = pricesFor(price, usage.inputTokens);
  const read = BigInt(usage.cacheReadTokens ?? 0);
  const written = BigInt(usage.cacheWriteTokens ?? 0);
  const hour = BigInt(usage.cacheWrite1hTokens ?? 0);
  const reasoning = BigInt(usage.reasoningTokens ?? 0);
  const input = prices.inputUsdPerMtok;
  return (
    (BigInt(usage.inputTokens) - read - written) * pico(input) +
    read * pico(prices.cacheReadUsdPerMtok ?? input) +
    (written - hour) * pico(prices.cacheWriteUsdPerMtok ?? input) +
    hour * pico(prices.cacheWrite1hUsdPerMtok ?? 2 * input) +
    (BigInt(usage.outputTokens) - reasoning) * pico(prices.outputUsdPerMtok) +
    reasoning * pico(prices.reasoningUsdPerMtok ?? prices.outputUsdPerMtok)
  );
}

describe('requestCost', () => {
  const claude: ModelPrice = {
    inputUsdPerMtok: 3,
    outputUsdPerMtok: 15,
    cacheReadUsdPerMtok: 0.3,
    cacheWriteUsdPerMtok: 3.75,
  };

  it('is per million tokens, and null when unpriced', () => {
    expect(requestCost({ inputUsdPerMtok: 2, outputUsdPerMtok: 8 }, tokens(1_000_000, 500_000))).toBe(6);
    expect(requestCost(null, tokens(1_000_000, 500_000))).toBeNull();
  });

  it.each([
    ['cached input', tokens(10_000, 0, { cacheReadTokens: 9_000 }), 0.0057],
    ['input written for five minutes', tokens(10_000, 0, { cacheWriteTokens: 4_000 }), 0.033],
    ['input written for an hour', tokens(10_000, 0, { cacheWriteTokens: 4_000, cacheWrite1hTokens: 1_000 }), 0.03525],
    ['reasoning at the price of output', tokens(0, 1_000, { reasoningTokens: 900 }), 0.015],
    ['all of it', tokens(12_345, 678, { cacheReadTokens: 8_000, cacheWriteTokens: 1_345 }), 0.02661375],
  ])('bills %s', (_what, usage, dollars) => {
    expect(requestCost(claude, usage)).toBe(dollars);
  });

  it('bills what has no price of its own as what it is part of', () => {
    const plain = { inputUsdPerMtok: 1, outputUsdPerMtok: 4, cacheReadUsdPerMtok: null, cacheWriteUsdPerMtok: null };
    expect(requestCost(plain, tokens(1_000, 0, { cacheReadTokens: 500, cacheWriteTokens: 500 }))).toBe(0.001);
    const thinker = { ...plain, reasoningUsdPerMtok: 6 };
    expect(requestCost(thinker, tokens(0, 1_000, { reasoningTokens: 500 }))).toBe(0.005);
  });

  it('prices the whole of a long prompt by the highest tier that it exceeds', () => {
    const gemini: ModelPrice = {
      inputUsdPerMtok: 2,
      outputUsdPerMtok: 12,
      cacheReadUsdPerMtok: 0.2,
      tiers: [
        { aboveInputTokens: 500_000, inputUsdPerMtok: 8, outputUsdPerMtok: 36, cacheReadUsdPerMtok: 0.8 },
        { aboveInputTokens: 200_000, inputUsdPerMtok: 4, outputUsdPerMtok: 18, cacheReadUsdPerMtok: 0.4 },
      ],
    };
    expect(requestCost(gemini, tokens(200_000, 1_000))).toBe(0.412);
    expect(requestCost(gemini, tokens(200_001, 1_000))).toBe(0.818004);
    expect(requestCost(gemini, tokens(300_000, 1_000, { cacheReadTokens: 250_000 }))).toBe(0.318);
    expect(requestCost(gemini, tokens(500_001, 0))).toBe(4.000008);
  });

  it('is exact to the picodollar on prices as catalogs have them', () => {
    const prices = [0.0028, 0.003625, 0.02, 0.0252, 0.071, 0.1495, 0.234375, 0.435, 1.25, 3.75, 30];
    let seed = 1;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const pick = () => prices[next(prices.length)] as number;
    for (let round = 0; round < 5_000; round++) {
      const price: ModelPrice = {
        inputUsdPerMtok: pick(),
        outputUsdPerMtok: pick(),
        cacheReadUsdPerMtok: pick(),
        cacheWriteUsdPerMtok: pick(),
        reasoningUsdPerMtok: pick(),
      };
      const inputTokens = next(1_000_000);
      const cacheReadTokens = next(inputTokens + 1);
      const cacheWriteTokens = next(inputTokens - cacheReadTokens + 1);
      const outputTokens = next(100_000);
      const usage = tokens(inputTokens, outputTokens, {
        cacheReadTokens,
        cacheWriteTokens,
        cacheWrite1hTokens: next(cacheWriteTokens + 1),
        reasoningTokens: next(outputTokens + 1),
      });
      expect(requestCost(price, usage)).toBe(Number(exactPicodollars(price, usage)) / 1e12);
    }
  });
});
