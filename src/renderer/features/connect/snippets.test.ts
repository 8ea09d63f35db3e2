import { describe, expect, it } from 'vitest';
import { keyAdvice } from './key-advice.ts';
import { snippetsFor } from './snippets.ts';

describe('snippets', () => {
  it('all carry the real base URL and no key', () => {
    const snippets = snippetsFor('http://127.0.0.1:5151/v1');
    const own = ['anthropic', 'claude-code', 'gemini'];
    expect(snippets.map(({ id }) => id)).toEqual(['python', 'node', 'env', 'curl', ...own, 'langchain', 'ai-sdk']);
    for (const { id, code } of snippets) {
      // These clients add the version segment themselves.
      if (own.includes(id)) expect(code).toMatch(/http:\/\/127\.0\.0\.1:5151["\n]/);
      else expect(code).toContain('http://127.0.0.1:5151/v1');
      expect(code).not.toMatch(/sk-/);
    }
  });
});

describe('key advice', () => {
  it('names the variable, or the setting of an own provider', () => {
    expect(keyAdvice('openai', null).code).toBe('OPENAI_API_KEY');
    expect(keyAdvice('my-vllm', '/x/heimdall.yaml').code).toBe('providers.my-vllm.api_key_env');
  });
});
