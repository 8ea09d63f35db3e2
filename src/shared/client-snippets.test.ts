import { describe, expect, it } from 'vitest';
import { snippetsFor } from './client-snippets.ts';

describe('snippets', () => {
  it('all carry the real base URL and no key', () => {
    const snippets = snippetsFor('http://127.0.0.1:5151/v1');
    const own = ['anthropic', 'claude-code', 'gemini', 'gemini-cli'];
    expect(new Set(snippets.map(({ id }) => id)).size).toBe(snippets.length);
    for (const { id, code } of snippets) {
      // These clients add the version segment themselves.
      if (own.includes(id)) expect(code).toMatch(/http:\/\/127\.0\.0\.1:5151["\n]/);
      else expect(code).toContain('http://127.0.0.1:5151/v1');
      expect(code).not.toMatch(/sk-|hmd_/);
    }
  });

  it('all carry the key of an app in place of the placeholder', () => {
    for (const { id, code } of snippetsFor('http://127.0.0.1:5151/v1', 'hmd_of-an-app')) {
      expect(code, id).toContain('hmd_of-an-app');
      expect(code, id).not.toMatch(/(?:key="|Key: '|KEY=|TOKEN=)heimdall/);
    }
  });
});
