import { describe, expect, it } from 'vitest';
import type { ModelPrice } from '../catalog/request-cost.ts';
import type { RoutingTarget } from '../scoring/routing-targets.ts';
import { switchCost, type WarmPrefix } from './switch-cost.ts';

const target = (model: string, price: ModelPrice | null): RoutingTarget => ({
  model,
  author: 'x',
  effort: null,
  facts: { contextTokens: 1e6, tools: true, vision: true, json: true },
  price,
  offers: [],
  disabled: false,
  quality: undefined,
  qualityOf: null,
});
const price = (input: number, output: number, read?: number, write?: number): ModelPrice => ({
  inputUsdPerMtok: input,
  outputUsdPerMtok: output,
  cacheReadUsdPerMtok: read ?? null,
  cacheWriteUsdPerMtok: write ?? null,
});
const claude = target('claude', price(3, 15, 0.3, 3.75));
const gpt = target('gpt', price(2.5, 15, 0.25));
const warm = (change: Partial<WarmPrefix> = {}): WarmPrefix => ({
  target: claude,
  price: claude.price,
  provider: 'x',
  tokens: 18_000,
  marked: true,
  ...change,
});

describe('switchCost', () => {
  it('is the discount that is given up', () => {
    expect(switchCost(warm(), gpt.price, 20_000, 0.075, 0.065)).toMatchObject({ discountUsd: 0.0486, surchargeUsd: 0 });
  });

  it('adds the surcharge for writing the prefix anew, where the caller marks what to cache', () => {
    const left = warm({ price: gpt.price, marked: false });
    expect(switchCost(left, claude.price, 20_000, 0.065, 0.075)).toMatchObject({
      discountUsd: 0.0405,
      surchargeUsd: 0,
    });
    const marked = warm({ price: gpt.price });
    expect(switchCost(marked, claude.price, 20_000, 0.065, 0.075)).toMatchObject({ surchargeUsd: 0.0135 });
  });

  it('counts no more of the prefix than the request can hold', () => {
    expect(switchCost(warm(), gpt.price, 1_000, 0.018, 0.0175)?.discountUsd).toBe(0.0027);
  });

  it('says after how many turns leaving has paid for itself', () => {
    // Warm: .0075 a turn less at a tenth of the price; priming 18,000 tokens there costs 18,000 · (.3 − .03).
    const tenth = target('tenth', price(0.3, 1.5, 0.03));
    const stay = (18_000 * 3 + 1_000 * 15) / 1e6;
    const left = switchCost(warm(), tenth.price, 18_000, stay, stay / 10);
    const savedPerTurn = stay - 0.0486 - (stay / 10 - 0.00486);
    expect(left?.breakEvenTurns).toBe(Math.ceil(0.00486 / savedPerTurn));
    const dearer = switchCost(warm({ price: tenth.price }), claude.price, 18_000, stay / 10, stay);
    expect(dearer?.breakEvenTurns).toBeNull();
  });

  it('is not known without a price', () => {
    expect(switchCost(warm(), null, 20_000, 0.075, null)).toBeNull();
    expect(switchCost(warm({ price: null }), gpt.price, 20_000, null, 0.065)).toBeNull();
  });
});
