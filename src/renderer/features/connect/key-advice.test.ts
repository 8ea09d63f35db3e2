import { describe, expect, it } from 'vitest';
import { keyAdvice } from './key-advice.ts';

describe('key advice', () => {
  it('names the variable, or the setting of an own provider', () => {
    expect(keyAdvice('openai', null).code).toBe('OPENAI_API_KEY');
    expect(keyAdvice('my-vllm', '/x/heimdall.yaml').code).toBe('providers.my-vllm.api_key_env');
  });
});
