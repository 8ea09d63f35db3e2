import { describe, expect, it } from 'vitest';
import { sourceLink } from './source-link.ts';

describe('sourceLink', () => {
  it.each([
    ['a/b@5dc9490bb35f:x/y.yml', 'https://github.com/a/b/blob/5dc9490bb35f/x/y.yml'],
    ['a/b@5dc9490bb35f:eval_results (computed)', 'https://github.com/a/b/blob/5dc9490bb35f/eval_results'],
    ['a/b@5dc9490bb35f:m/x.toml <- https://c.d/e', 'https://github.com/a/b/blob/5dc9490bb35f/m/x.toml'],
    ['a/b@5dc9490bb35f:data/*.json', 'https://github.com/a/b/tree/5dc9490bb35f'],
    ['a/b@5dc9490bb35f', 'https://github.com/a/b/tree/5dc9490bb35f'],
  ])('%s', (reference, url) => expect(sourceLink(reference)).toBe(url));

  it.each(['by hand', 'javascript:alert(1)', 'a/b@nothex:x', 'https://evil.example/a@5dc9490bb35f'])(
    'knows nowhere for %s',
    (reference) => expect(sourceLink(reference)).toBeNull(),
  );
});
