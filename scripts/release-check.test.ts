import { describe, expect, it } from 'vitest';
import { releaseNotes, releaseProblems } from './release-check.mjs';

const changelog =
  '# Changelog\n\n## Unreleased\n\n- Later.\n\n## 1.2.0 (2026-12-01)\n\n- Now.\n- Too.\n\n## 1.1.0\n\n- Before.\n';
const manifest = { version: '1.2.0', repository: { url: 'git+https://github.com/acme/heimdall.git' } };
const release = { tag: 'v1.2.0', manifest, changelog, repository: 'acme/heimdall' };

describe('releaseProblems', () => {
  it('lets a release through that fits', () => {
    expect(releaseProblems(release)).toEqual([]);
  });

  it.each([
    [{ tag: 'v1.3.0' }, 'it must be v1.2.0'],
    [{ manifest: { ...manifest, private: true } }, 'private'],
    [{ manifest: { version: '1.2.0' } }, 'repository.url must name acme/heimdall'],
    [{ changelog: '# Changelog\n\n## Unreleased\n' }, 'no part "## 1.2.0"'],
  ])('names what is in the way: %j', (change, problem) => {
    expect(releaseProblems({ ...release, ...change })).toEqual([expect.stringContaining(problem)]);
  });
});

it('takes the notes of one version, and no other', () => {
  expect(releaseNotes(changelog, '1.2.0')).toBe('- Now.\n- Too.');
  expect(releaseNotes(changelog, '1.1.0')).toBe('- Before.');
  expect(releaseNotes(changelog, '1.2')).toBeNull();
});
