import { describe, expect, it } from 'vitest';
import { readRelease } from './read-release.ts';

const read = (body: unknown) => readRelease(body, 'feed.test');
const own = { version: '1.2.3', url: 'https://feed.test/1.2.3' };

describe('readRelease', () => {
  it('takes the version from a tag, with or without its v', () => {
    const github = { tag_name: 'v1.2.3-rc.1', html_url: 'https://feed.test/v1.2.3-rc.1', name: 'The third', id: 7 };
    expect(read(github)).toMatchObject({ version: '1.2.3-rc.1', url: github.html_url, notes: 'The third' });
    expect(read({ ...github, name: null })).toMatchObject({ notes: null });
    expect(read({ ...own, notes: '  Faster. \n' })).toMatchObject({ version: '1.2.3', url: own.url, notes: 'Faster.' });
  });

  it('gives no link that could start something, or be changed on its way', () => {
    for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'http://feed.test/1.2.3', 'calc:', '', '/1.2.3']) {
      expect(read({ ...own, url }).url, url).toBeNull();
    }
  });

  it('keeps notes short', () => {
    expect(read({ ...own, notes: 'x'.repeat(5_000) }).notes).toHaveLength(1_000);
  });

  it('says in words what is wrong', () => {
    for (const body of [null, [], 'text', {}, { version: 7, url: own.url }, { tag_name: '1.2.3' }]) {
      expect(() => read(body)).toThrow('feed.test answered neither tag_name and html_url');
    }
    expect(() => read({ ...own, version: 'nightly' })).toThrow(
      'gives "nightly" as version, not a version such as 1.2.3',
    );
    expect(() => read({ tag_name: 'x'.repeat(500), html_url: own.url })).toThrow(/gives "x{40}" as tag_name/);
  });
});
