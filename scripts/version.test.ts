import { expect, it } from 'vitest';
import { versionOf } from './version.mjs';

it.each([
  ['v1.2.3', '1.2.3'],
  ['v1.2.3-dirty', '1.2.3+dirty'],
  ['v1.2.3-5-gabc1234', '1.2.3+5-gabc1234'],
  ['v1.2.3-rc.1-5-gabc1234-dirty', '1.2.3-rc.1+5-gabc1234-dirty'],
  ['abc1234', '0.1.0+gabc1234'],
  ['abc1234-dirty', '0.1.0+gabc1234-dirty'],
])('%s is version %s', (described, version) => {
  expect(versionOf(described, '0.1.0')).toBe(version);
});
