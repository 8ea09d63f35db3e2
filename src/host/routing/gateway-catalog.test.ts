import { describe, expect, test } from 'vitest';
import { readerOf, sha256, TINY_MODELS, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { type ExtraModel, loadArtifact } from '../../core/index.ts';
import { createGatewayCatalog } from './gateway-catalog.ts';

const extra = (id: string, price: [number | null, number | null]): [string, ExtraModel] => [
  id,
  {
    id,
    provider: 'local',
    upstreamId: `${id}-up`,
    contextTokens: 8_192,
    inputUsdPerMtok: price[0],
    outputUsdPerMtok: price[1],
  },
];

describe('gateway catalog', () => {
  test('serves the catalog, and own models before it', async () => {
    const artifact = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
    const own = new Map([extra('mine', [1, 2]), extra('free', [null, null]), extra(TINY_MODELS.midOpenai, [0, 0])]);
    const catalog = createGatewayCatalog({
      catalog: artifact.catalog,
      extra: own,
      created: artifact.manifest.created,
    });
    expect(catalog.models().slice(0, 3)).toMatchObject([
      { id: 'mine', ownedBy: 'local', contextTokens: 8_192, created: 1_767_225_600 },
      { id: 'free' },
      { id: TINY_MODELS.midOpenai, ownedBy: 'local' },
    ]);
    expect(catalog.models().filter(({ id }) => id === TINY_MODELS.midOpenai)).toHaveLength(1);
    expect(catalog.resolve('mine', 'local')).toEqual({ upstreamId: 'mine-up' });
    expect(catalog.resolve('mine', 'openai')).toBeNull();
    expect(catalog.resolve(TINY_MODELS.hardOpenai, 'openai')).toMatchObject({ upstreamId: 'hard-one' });
    expect(catalog.resolve(TINY_MODELS.hardOpenai, 'google')).toBeNull();
    expect(catalog.resolve('anything', 'simulator')).toEqual({ upstreamId: 'anything' });
    expect(catalog.price('mine', null)).toEqual({ inputUsdPerMtok: 1, outputUsdPerMtok: 2 });
    expect(catalog.price('free', null)).toBeNull();
    expect(catalog.price(TINY_MODELS.hardOpenai, null)).toMatchObject({ inputUsdPerMtok: 5, outputUsdPerMtok: 20 });
    expect(catalog.price(TINY_MODELS.unpriced, null)).toBeNull();
    expect(catalog.price('unknown', null)).toBeNull();
  });
});
