import { describe, expect, it } from 'vitest';
import { fixture, parse, parseWith } from './__fixtures__/requests.ts';

const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] });
const firstParts = (fields: Record<string, unknown>) => parseWith(fields).canonical().messages[0]?.parts;

describe('toCanonical', () => {
  it('translates an agent request whole', () => {
    const parsed = parse(JSON.parse(fixture('agent-request.json')));
    const canonical = parsed.canonical();
    expect(parsed.canonical()).toBe(canonical);
    expect(canonical.system).toEqual([{ type: 'text', text: 'You are a coding agent.', cacheControl: { ttl: '1h' } }]);
    expect(canonical.messages[1]?.parts).toEqual([
      {
        type: 'thinking',
        text: 'I should look at the log.',
        signature: { dialect: 'anthropic', value: 'EqQBCkYIBxgCKkA=' },
      },
      {
        type: 'thinking',
        text: '',
        signature: { dialect: 'anthropic', value: 'EmwKAhgBEgy3va3pzix/' },
        redacted: true,
      },
      { type: 'text', text: 'Let me look.' },
      { type: 'tool-call', id: 'toolu_01A', name: 'Bash', arguments: '{"command":"npm run build"}' },
      { type: 'tool-call', id: 'toolu_01B', name: 'Screenshot', arguments: '{}' },
    ]);
    expect(canonical.messages[2]?.parts).toEqual([
      {
        type: 'tool-result',
        id: 'toolu_01A',
        name: 'Bash',
        content: [{ type: 'text', text: 'exit 2' }],
        isError: true,
      },
      {
        type: 'tool-result',
        id: 'toolu_01B',
        name: 'Screenshot',
        content: [
          { type: 'text', text: 'The terminal:' },
          { type: 'image', source: { kind: 'url', url: 'https://example.com/shot.png', mediaType: null } },
        ],
        isError: false,
        cacheControl: { ttl: '5m' },
      },
      { type: 'text', text: 'Is that enough?' },
    ]);
    expect(canonical.tools.map(({ name, strict }) => [name, strict])).toEqual([
      ['Bash', undefined],
      ['Screenshot', true],
    ]);
    expect(canonical).toMatchObject({
      toolChoice: { type: 'auto' },
      parallelToolCalls: false,
      maxOutputTokens: 32_000,
      stop: ['</answer>'],
      reasoning: { effort: null, budgetTokens: 16_000, show: true },
      user: 'user_8f2',
      stream: true,
      responseFormat: { type: 'text' },
    });
    expect(canonical.dropped).toEqual(['service_tier', 'tool web_search_20250305']);
  });

  it.each([
    [{ thinking: { type: 'disabled' } }, { effort: 'none', budgetTokens: null, show: false }],
    [{ thinking: { type: 'adaptive' } }, { effort: null, budgetTokens: null, show: true }],
    [
      { thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'xhigh' } },
      { effort: 'xhigh', budgetTokens: null, show: false },
    ],
    [{ output_config: { effort: 'low' } }, { effort: 'low', budgetTokens: null, show: false }],
    [{ output_config: { effort: 'heroic' } }, null],
    [{}, null],
  ])('reads the reasoning of %j', (fields, expected) => {
    expect(parseWith(fields).canonical().reasoning).toEqual(expected);
  });

  it.each([
    { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
    { output_format: { type: 'json_schema', schema: { type: 'object' } } },
  ])('reads the schema of %j', (fields) => {
    const { responseFormat } = parseWith(fields).canonical();
    expect(responseFormat).toMatchObject({ type: 'json-schema', schema: { type: 'object' }, strict: true });
  });

  it('reads tool choices, and reports one of a tool that is left out', () => {
    const tools = [{ name: 'f', input_schema: {} }];
    const choice = (tool_choice: object, offered: object[] = tools) =>
      parseWith({ tools: offered, tool_choice }).canonical();
    expect(choice({ type: 'any' }).toolChoice).toEqual({ type: 'required' });
    expect(choice({ type: 'none' }).toolChoice).toEqual({ type: 'none' });
    expect(choice({ type: 'tool', name: 'f' }).toolChoice).toEqual({ type: 'tool', name: 'f' });
    expect(choice({ type: 'any', disable_parallel_tool_use: false }).parallelToolCalls).toBe(true);
    const search = [{ type: 'web_search_20250305', name: 'web_search' }];
    for (const forced of [{ type: 'any' }, { type: 'tool', name: 'web_search' }]) {
      const canonical = choice(forced, search);
      expect(canonical.toolChoice).toBeNull();
      expect(canonical.dropped).toEqual(['tool web_search_20250305', 'tool_choice']);
    }
  });

  it('translates documents by their source', () => {
    const document = (source: object, fields: object = {}) => firstParts(user({ type: 'document', source, ...fields }));
    expect(document({ type: 'text', media_type: 'text/plain', data: 'Body.' }, { title: 'T', context: 'C' })).toEqual([
      { type: 'text', text: 'C' },
      { type: 'text', text: 'T\n\nBody.' },
    ]);
    expect(document({ type: 'text', data: 'Body.' })).toEqual([{ type: 'text', text: 'Body.' }]);
    expect(document({ type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, { title: 'a.pdf' })).toEqual([
      {
        type: 'file',
        source: { kind: 'base64', data: 'JVBE', mediaType: 'application/pdf' },
        filename: 'a.pdf',
      },
    ]);
    expect(document({ type: 'content', content: [{ type: 'text', text: 'In.' }] })).toEqual([
      { type: 'text', text: 'In.' },
    ]);
    expect(
      firstParts(user({ type: 'search_result', title: 'T', source: 'S', content: [{ type: 'text', text: 'X' }] })),
    ).toEqual([{ type: 'text', text: 'T\nS\nX' }]);
  });

  it('names what it cannot carry', () => {
    const canonical = parseWith({
      container: 'c',
      tools: [{ name: 'f', input_schema: {}, defer_loading: true, description: null }],
      output_config: { task_budget: { type: 'tokens', total: 9 } },
      service_tier: null,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'file', file_id: 'f' } },
            { type: 'document', source: { type: 'file', file_id: 'f' }, citations: { enabled: true } },
            { type: 'container_upload', file_id: 'f' },
            {
              type: 'tool_result',
              tool_use_id: 't',
              content: [{ type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }],
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
            { type: 'redacted_thinking', data: '' },
          ],
        },
      ],
    }).canonical();
    expect(canonical.dropped).toEqual([
      'container',
      'output_config.task_budget',
      'image by file id',
      'citations',
      'document by file id',
      'container_upload',
      'document in a tool result',
      'server_tool_use',
      'redacted_thinking',
      'tools.defer_loading',
    ]);
    expect(canonical.messages[0]?.parts).toMatchObject([{ type: 'tool-result', name: null, content: [] }]);
  });

  it('moves instructions from the middle of the conversation to its head', () => {
    const canonical = parseWith({
      system: 'First.',
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'system', content: [{ type: 'text', text: 'Later.' }] },
      ],
    }).canonical();
    expect(canonical.system.map(({ text }) => text)).toEqual(['First.', 'Later.']);
    expect(canonical.messages).toHaveLength(1);
  });

  it('reads the proofs of other providers that were hidden in signatures', () => {
    const thinking = (signature?: string) => ({ type: 'thinking', thinking: 'x', signature });
    const content = [thinking('heimdall:gemini:a:b'), thinking(), thinking(''), thinking('heimdall:nobody:a')];
    const { messages } = parseWith({ messages: [{ role: 'assistant', content }] }).canonical();
    expect(messages[0]?.parts.map((part) => (part.type === 'thinking' ? part.signature : null))).toEqual([
      { dialect: 'gemini', value: 'a:b' },
      undefined,
      undefined,
      undefined,
    ]);
  });
});
