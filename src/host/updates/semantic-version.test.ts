import { describe, expect, it } from 'vitest';
import { compareVersions, parseVersion, type SemanticVersion } from './semantic-version.ts';

function version(text: string): SemanticVersion {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`${text} is no version`);
  return parsed;
}

const order = (one: string, other: string) => Math.sign(compareVersions(version(one), version(other)));

describe('compareVersions', () => {
  // The order that section 11 of the specification gives as its example, with more numbers before and after it.
  const ASCENDING = [
    '0.9.10',
    '0.10.0',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1-0',
    '1.0.1',
    '2.0.0-A',
    '2.0.0-a',
    '2.0.0',
    '2.1.0',
    '2.1.99999999999999999998',
    '2.1.99999999999999999999',
    '10.0.0',
  ];

  it('orders every pair as the specification does', () => {
    for (const [place, one] of ASCENDING.entries()) {
      for (const [against, other] of ASCENDING.entries()) {
        expect(order(one, other), `${one} and ${other}`).toBe(Math.sign(place - against));
      }
    }
  });

  it('gives builds and the v of a tag no weight', () => {
    expect(order('1.2.3+5.gabc1234', '1.2.3')).toBe(0);
    expect(order('v1.2.3', '1.2.3+build-7')).toBe(0);
    expect(order('1.2.3-rc.1+x', '1.2.3-rc.1')).toBe(0);
  });
});

describe('parseVersion', () => {
  it.each([
    '',
    'v',
    '1',
    '1.2',
    '1.2.3.4',
    '01.2.3',
    '1.2.x',
    '1.2.3-',
    '1.2.3-a..b',
    '1.2.3-01',
    '1.2.3+',
    '1.2.3+a+b',
    '1.2.3-ü',
    ' 1.2.3',
    'nightly',
    'vv1.2.3',
    '-1.2.3',
    `1.2.3-${'a'.repeat(200)}`,
  ])('refuses %j', (text) => expect(parseVersion(text)).toBeNull());

  it('keeps dashes of a pre-release, and zeros that are words', () => {
    expect(version('1.2.3-x-y-z.0a.0').prerelease).toEqual(['x-y-z', '0a', '0']);
  });
});
