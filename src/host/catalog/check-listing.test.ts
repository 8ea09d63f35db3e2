import { describe, expect, it } from 'vitest';
import { checkListing, type ListingCheck } from './check-listing.ts';
import type { ListedModel, StoredListing } from './listing.ts';

function model(id: string, input: number, output = input * 4): ListedModel {
  return {
    provider: 'openrouter',
    id,
    price: {
      input_usd_per_mtok: input,
      output_usd_per_mtok: output,
      cache_read_usd_per_mtok: null,
      cache_write_usd_per_mtok: null,
    },
  };
}

const many = (count: number, input: number) => Array.from({ length: count }, (_, index) => model(`a/${index}`, input));

function check(fresh: ListedModel[], before: ListedModel[] | null, more: Partial<ListingCheck> = {}) {
  const stored: StoredListing | null =
    before === null ? null : { url: '', fetched_ms: 0, etag: null, models: before, gone: [] };
  return checkListing({
    source: 'openrouter',
    fresh,
    before: stored,
    expected: [],
    priceInForce: () => null,
    accept: false,
    ...more,
  });
}

const refused = expect.objectContaining({ code: 'catalog_refresh_failed' });

describe('checkListing', () => {
  it('takes what moves within reason', () => {
    const fresh = [model('a/0', 10), model('a/new', 3)];
    expect(check(fresh, [model('a/0', 1)])).toEqual({ models: fresh, doubts: [] });
  });

  it('refuses an empty list, and one that lost more than half', () => {
    expect(() => check([], many(10, 1))).toThrow(refused);
    expect(check(many(5, 1), many(10, 1)).models).toHaveLength(5);
    expect(() => check(many(4, 1), many(10, 1))).toThrow('has lost 6 of 10 models');
    expect(check(many(4, 1), many(10, 1), { accept: true }).models).toHaveLength(4);
  });

  it('holds the first list against what the snapshot expects', () => {
    const expected = ['openrouter\na/0', 'openrouter\nx/1', 'openrouter\nx/2'];
    expect(() => check(many(9, 1), null, { expected })).toThrow('has lost 2 of 3 models');
    const inForce = model('a/0', 1).price ?? null;
    const { models, doubts } = check([model('a/0', 0.01)], null, { priceInForce: () => inForce });
    expect(doubts).toHaveLength(1);
    expect(models[0]?.price).toEqual(inForce);
  });

  it('keeps the old price where the new one is doubtful', () => {
    const before = [...many(100, 1), model('b/up', 1), model('b/down', 1), model('b/nothing', 1), model('b/free', 0)];
    const fresh = [
      ...many(100, 1),
      model('b/up', 10.1),
      model('b/down', 0.09),
      model('b/nothing', 0),
      model('b/free', 5),
    ];
    const { models, doubts } = check(fresh, before);
    expect(doubts).toEqual([
      'b/up from $1 to $10.1 per million input tokens',
      'b/down from $1 to $0.09 per million input tokens',
      'b/nothing from $1 to $0 per million input tokens',
    ]);
    // From free to priced is taken: to doubt it would be to call for nothing what costs something.
    expect(models.slice(100).map(({ price }) => price?.input_usd_per_mtok)).toEqual([1, 1, 1, 5]);
  });

  it('refuses a list in which prices have gone wrong by the dozen', () => {
    expect(() => check(many(40, 0), many(40, 1))).toThrow(/40 prices that cannot be right \(a\/0 from \$1 to \$0/);
    expect(check(many(40, 0), many(40, 1), { accept: true }).doubts).toEqual([]);
  });

  it('never takes what nothing costs', () => {
    const absurd = model('a/0', 1);
    if (absurd.price) absurd.price.tiers = [{ ...absurd.price, above_input_tokens: 1, output_usd_per_mtok: 10_001 }];
    const { models, doubts } = check([absurd], null, { accept: true });
    expect(doubts).toEqual(['a/0 at $10001 per million tokens']);
    expect(models[0]).not.toHaveProperty('price');
  });
});
