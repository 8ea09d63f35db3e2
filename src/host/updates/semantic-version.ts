/** Precedence of versions by Semantic Versioning 2.0.0 (semver.org, sections 9 to 11). */

/** Numbers stay text: they have no upper limit. */
export interface SemanticVersion {
  /** Three. */
  readonly release: readonly string[];
  /** Empty for a release. */
  readonly prerelease: readonly string[];
}

/** No version that people read is longer. Characters. */
const MAX_LENGTH = 100;
const NUMBER = /^(?:0|[1-9][0-9]*)$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;

/**
 * Reads `1.2.3`, `v1.2.3-rc.1` (tags have the `v`) and `1.2.3+build`; the build is left out, since it has no precedence.
 * Null for anything else.
 */
export function parseVersion(text: string): SemanticVersion | null {
  if (text.length > MAX_LENGTH) return null;
  const [version = '', ...builds] = text.replace(/^v/, '').split('+');
  if (builds.length > 1 || !builds.every((build) => areIdentifiers(build.split('.')))) return null;
  const dash = version.indexOf('-');
  const release = (dash < 0 ? version : version.slice(0, dash)).split('.');
  const prerelease = dash < 0 ? [] : version.slice(dash + 1).split('.');
  if (release.length !== 3 || !release.every((number) => NUMBER.test(number))) return null;
  if (!areIdentifiers(prerelease) || prerelease.some((part) => /^0[0-9]+$/.test(part))) return null;
  return { release, prerelease };
}

/** Below 0 when `one` comes before `other`, above 0 when after, 0 when neither does. */
export function compareVersions(one: SemanticVersion, other: SemanticVersion): number {
  for (const [index, number] of one.release.entries()) {
    const order = compareNumbers(number, other.release[index] as string);
    if (order !== 0) return order;
  }
  // A pre-release comes before its release.
  if (one.prerelease.length === 0 || other.prerelease.length === 0) {
    return other.prerelease.length - one.prerelease.length;
  }
  for (const [index, part] of one.prerelease.entries()) {
    const against = other.prerelease[index];
    if (against === undefined) return 1;
    const order = compareIdentifiers(part, against);
    if (order !== 0) return order;
  }
  return one.prerelease.length - other.prerelease.length;
}

function areIdentifiers(parts: readonly string[]): boolean {
  return parts.every((part) => IDENTIFIER.test(part));
}

/** Numbers come before words. */
function compareIdentifiers(one: string, other: string): number {
  const isNumber = NUMBER.test(one);
  if (isNumber !== NUMBER.test(other)) return isNumber ? -1 : 1;
  return isNumber ? compareNumbers(one, other) : compareText(one, other);
}

/** Without leading zeros the longer number is the larger one. */
function compareNumbers(one: string, other: string): number {
  return one.length - other.length || compareText(one, other);
}

/** In the order of ASCII, not of a language. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
