import { expect, test } from 'vitest';
import { BUILT_IN_PROFILES } from '../../src/shared/profiles.ts';
import { shippedArtifact } from '../helpers/shipped-artifact.ts';

interface TradeOff {
  readonly profiles: Readonly<Record<keyof typeof BUILT_IN_PROFILES, number>>;
  readonly points: readonly { readonly alpha: number; readonly quality: number; readonly usd_per_1000: number }[];
}

test('the built-in profiles are where the shipped artifact’s curve of quality over cost puts them', async () => {
  const { manifest } = await shippedArtifact();
  const { profiles, points } = (manifest.metrics as { validation: { trade_off: TradeOff } }).validation.trade_off;
  for (const [name, { alpha }] of Object.entries(BUILT_IN_PROFILES)) {
    // A step of the curve to either side: another training run moves a point by as much.
    expect(Math.abs(alpha - profiles[name as keyof typeof profiles]), name).toBeLessThanOrEqual(0.05 + 1e-9);
  }
  const at = (alpha: number) => points.find((point) => Math.abs(point.alpha - alpha) < 1e-9);
  const { Quality, Balanced, Economy } = BUILT_IN_PROFILES;
  const chosen = [Economy, Balanced, Quality].map(({ alpha }) => at(alpha));
  expect(chosen.map((point) => point?.quality)).toEqual(chosen.map((point) => point?.quality).sort());
  expect(chosen[2]?.usd_per_1000).toBeGreaterThan(chosen[1]?.usd_per_1000 ?? 0);
  expect(chosen[1]?.usd_per_1000).toBeGreaterThan(chosen[0]?.usd_per_1000 ?? 0);
});
