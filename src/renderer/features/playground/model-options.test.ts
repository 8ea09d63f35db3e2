import { describe, expect, it } from 'vitest';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import { catalogModel } from '../../dev/catalog-model.ts';
import { blindPicks, modelOptions } from './model-options.ts';

const seeing = { tools: true, vision: true, json_schema: true, efforts: null, thinking_budget: null };
const callable = (id: string, change: Partial<CatalogModelView> = {}): CatalogModelView => {
  const model = catalogModel(id, change);
  return { ...model, offers: model.offers.map((offer) => ({ ...offer, configured: true })) };
};
const models = [
  catalogModel('acme/keyless'),
  catalogModel('anthropic/claude'),
  callable('openai/zeta', { capabilities: seeing }),
  callable('openai/alpha', { buckets: [{ bucket: 'mid', effort: null }] }),
  callable('openai/off', { enabled: false }),
  callable('openai/gone', { gone: '2026-01-01' }),
];
const wanted = { search: '', images: false, simulated: false, picked: [] };
const ids = (found: ReturnType<typeof modelOptions>) => found.options.map(({ id }) => id);

describe('models to ask', () => {
  it('are those of the buckets first; what cannot be asked stands last, with the reason', () => {
    const found = modelOptions(models, wanted);
    expect(ids(found)).toEqual(['openai/alpha', 'openai/zeta', 'acme/keyless', 'anthropic/claude', 'openai/off']);
    expect(found.options.map(({ why }) => why)).toEqual([
      null,
      null,
      'no key of its provider',
      'no key of its provider',
      'switched off in Models',
    ]);
    const simulated = modelOptions(models, { ...wanted, simulated: true });
    expect(simulated.options.find(({ id }) => id === 'acme/keyless')?.why).toBeNull();
    expect(simulated.options.find(({ id }) => id === 'anthropic/claude')?.why).toBe('no key of its provider');
  });

  it('are found by words of id and name, and never offered twice', () => {
    expect(ids(modelOptions(models, { ...wanted, search: 'OPENAI ta' }))).toEqual(['openai/zeta']);
    expect(ids(modelOptions(models, { ...wanted, picked: [null, 'openai/alpha'] }))).not.toContain('openai/alpha');
  });

  it('take images where the draft has some; the others are counted', () => {
    const found = modelOptions(models, { ...wanted, images: true });
    expect(ids(found)).toEqual(['openai/zeta']);
    expect(found.blind).toBe(4);
    expect(blindPicks(models, [null, 'openai/zeta', 'openai/alpha', 'not/known'])).toEqual(['openai/alpha']);
  });
});
