import { describe, expect, it } from 'vitest';
import { geminiClient } from './index.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parse = (body: unknown, hints: object = { model: 'models/heimdall/auto', stream: false }) =>
  geminiClient.parse(encode(body), hints);
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];
const withPart = (part: unknown, role = 'user') => ({ contents: [...contents, { role, parts: [part] }] });

describe('geminiClient.parse, refusing', () => {
  it.each([
    ['contents', {}],
    ['contents', { contents: [] }],
    ['contents', { contents: 'hi' }],
    ['contents[0]', { contents: ['hi'] }],
    ['contents[0].role', { contents: [{ role: 'assistant', parts: [] }] }],
    ['contents[0].role', { contents: [{ role: 'constructor', parts: [] }] }],
    ['contents[0].parts[0]', { contents: [{ parts: ['hi'] }] }],
    ['contents[1].parts[0].text', withPart({ text: 7 })],
    ['contents[1].parts[0].functionCall', withPart({ functionCall: [] }, 'model')],
    ['contents[1].parts[0].function_call', withPart({ function_call: 'x' }, 'model')],
    ['contents[1].parts[0].inline_data', withPart({ inline_data: 'x' })],
    ['system_instruction', { contents, system_instruction: 7 }],
    ['generationConfig', { contents, generationConfig: [] }],
    ['generation_config.max_output_tokens', { contents, generation_config: { max_output_tokens: 0 } }],
    ['generationConfig.responseMimeType', { contents, generationConfig: { responseMimeType: 1 } }],
    ['tools', { contents, tools: 'x' }],
    ['tools[0].functionDeclarations', { contents, tools: [{ functionDeclarations: 'x' }] }],
  ])('names %s when it is wrong', (param, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'request_invalid', context: { param } }));
  });

  it.each([
    ['generationConfig.temperature', { contents, generationConfig: { temperature: 'hot' } }],
    ['generationConfig.stopSequences', { contents, generationConfig: { stopSequences: [1] } }],
    ['generationConfig.responseLogprobs', { contents, generationConfig: { responseLogprobs: 1 } }],
    ['generationConfig.thinkingConfig', { contents, generationConfig: { thinkingConfig: 1 } }],
    ['toolConfig.functionCallingConfig.mode', { contents, toolConfig: { functionCallingConfig: { mode: 'X' } } }],
    ['tools.functionDeclarations.name', { contents, tools: [{ functionDeclarations: [{}] }] }],
    ['contents[1].parts[0].functionCall.name', withPart({ functionCall: {} }, 'model')],
    ['contents[1].parts[0].inlineData.data', withPart({ inlineData: {} })],
    ['contents[1].parts[0].inlineData.mimeType', withPart({ inlineData: { data: 'AA' } })],
    ['contents[1].parts[0].fileData.fileUri', withPart({ fileData: {} })],
  ])('names %s when it is translated', (param, body) => {
    const parsed = parse(body);
    expect(() => parsed.canonical()).toThrow(expect.objectContaining({ code: 'request_invalid', context: { param } }));
  });

  it('wants a model, a body, and JSON, and never quotes it', () => {
    expect(() => parse({ contents }, {})).toThrow(expect.objectContaining({ context: { param: 'model' } }));
    expect(() => geminiClient.parse(new Uint8Array())).toThrow(/empty/);
    expect(() => parse([], { model: 'm' })).toThrow(/JSON object/);
    const broken = () => geminiClient.parse(new TextEncoder().encode('{"contents":[{"my secret"}'));
    expect(broken).toThrow(/not valid JSON/);
    expect(broken).not.toThrow(/secret/);
  });
});
