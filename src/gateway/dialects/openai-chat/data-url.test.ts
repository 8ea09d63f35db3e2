import { describe, expect, it } from 'vitest';
import { mediaSource, mediaUrl } from './data-url.ts';

describe('mediaSource', () => {
  it.each([
    ['https://x.test/a.png', { kind: 'url', url: 'https://x.test/a.png', mediaType: null }],
    ['data:image/png;base64,AAAA', { kind: 'base64', data: 'AAAA', mediaType: 'image/png' }],
    ['data:;base64,AAAA', { kind: 'base64', data: 'AAAA', mediaType: 'application/octet-stream' }],
    ['data:text/plain;charset=utf-8;base64,AA', { kind: 'base64', data: 'AA', mediaType: 'text/plain' }],
    ['data:text/plain,hello', { kind: 'url', url: 'data:text/plain,hello', mediaType: null }],
    ['data:', { kind: 'url', url: 'data:', mediaType: null }],
  ])('reads %s', (url, source) => {
    expect(mediaSource(url)).toEqual(source);
  });

  it('is written as it was', () => {
    for (const url of ['https://x.test/a.png', 'data:image/png;base64,AAAA'])
      expect(mediaUrl(mediaSource(url))).toBe(url);
  });
});
