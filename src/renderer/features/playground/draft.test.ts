import { describe, expect, it } from 'vitest';
import { MAX_IMAGE_BYTES } from '../../../shared/console/playground-contract.ts';
import { EMPTY_DRAFT } from '../../store/ui-store.ts';
import { readImages } from './draft-images.ts';
import { draftRequest } from './draft-request.ts';

describe('a draft', () => {
  const user = { key: 1, role: 'user' as const, content: 'hello', images: [] };

  it('needs a user turn and leaves out what is empty', () => {
    expect(
      draftRequest({ turns: [{ key: 0, role: 'system', content: 'Be brief.', images: [] }], tools: null }),
    ).toMatchObject({
      ok: false,
    });
    const turns = [{ key: 0, role: 'system' as const, content: '  ', images: [] }, user];
    expect(draftRequest({ turns, tools: '' })).toEqual({
      ok: true,
      request: { messages: [{ role: 'user', content: 'hello' }] },
    });
  });

  it('takes a list of tools and names what is wrong with any other', () => {
    expect(draftRequest({ turns: [user], tools: '[{"type":"function"}]' })).toMatchObject({
      ok: true,
      request: { tools: [{ type: 'function' }] },
    });
    expect(draftRequest({ turns: [user], tools: '{"type":"function"}' })).toMatchObject({ ok: false });
    expect(draftRequest({ turns: [user], tools: '[' })).toMatchObject({ ok: false });
  });

  it('sends its images, with text or without', () => {
    const image = { key: 'a', name: 'a.png', type: 'image/png' as const, bytes: 3, data: 'AAAA' };
    const turns = [{ ...user, content: '', images: [image] }];
    expect(draftRequest({ turns, tools: null })).toEqual({
      ok: true,
      request: { messages: [{ role: 'user', content: '', images: [{ media_type: 'image/png', data: 'AAAA' }] }] },
    });
  });
});

describe('images', () => {
  const file = (name: string, type: string, size: number) => new File([new Uint8Array(size)], name, { type });

  it('are read as base64', async () => {
    const { images, problems } = await readImages([file('dot.png', 'image/png', 3)], EMPTY_DRAFT);
    expect(problems).toEqual([]);
    expect(images).toMatchObject([{ name: 'dot.png', type: 'image/png', bytes: 3, data: 'AAAA' }]);
  });

  it('are refused with what is wrong and the limit', async () => {
    const files = [
      file('drawing.svg', 'image/svg+xml', 10),
      file('large.png', 'image/png', MAX_IMAGE_BYTES + 400_000),
      ...Array.from({ length: 9 }, (_, index) => file(`${index}.gif`, 'image/gif', 1)),
    ];
    const { images, problems } = await readImages(files, EMPTY_DRAFT);
    expect(images).toHaveLength(8);
    expect(problems).toEqual([
      '“drawing.svg” is no image that models take: PNG, JPEG, WebP or GIF.',
      '“large.png” has 5.4 MB; providers take 5 MB at most. Make it smaller.',
      '“8.gif” was left out: a request here has at most 8 images.',
    ]);
    const more = Array.from({ length: 4 }, (_, index) => file(`${index}.jpg`, 'image/jpeg', 4_900_000));
    const second = await readImages(more, EMPTY_DRAFT);
    expect(second.images).toHaveLength(3);
    expect(second.problems[0]).toContain('all images together may have 15 MB');
  });
});
