/** What clients of Google's API rely on: the GenAI SDKs, and Gemini CLI with a key. */
import type { Check } from '../finding.ts';
import {
  MAX_TOKENS,
  must,
  mustBe,
  mustBeArguments,
  mustCount,
  mustHaveText,
  parseJson,
  QUESTION,
  TOOL,
  TOOL_QUESTION,
} from './expectations.ts';
import { mustStream } from './openai-checks.ts';
import { readGeminiStream } from './stream-rules.ts';
import type { Json, WireAnswer, WireClient } from './wire-client.ts';

const declaration = { name: TOOL.name, description: TOOL.description, parametersJsonSchema: TOOL.schema };

/** As the SDK sends its key. */
export function googleHeaders(wire: WireClient): Record<string, string> {
  return { 'x-goog-api-key': wire.key };
}

const pathOf = (wire: WireClient, method: string) => `/v1beta/models/${wire.model}:${method}`;

function ask(wire: WireClient, stream: boolean, more: Json = {}, question: string = QUESTION): Promise<WireAnswer> {
  const contents = [{ role: 'user', parts: [{ text: question }] }];
  const body = { contents, generationConfig: { maxOutputTokens: MAX_TOKENS }, ...more };
  const path = pathOf(wire, stream ? 'streamGenerateContent?alt=sse' : 'generateContent');
  return wire.generate(path, body, googleHeaders(wire));
}

const group = 'Gemini';

export const GEMINI_CHECKS: readonly Check<WireClient>[] = [
  {
    id: 'gemini.complete',
    group,
    title: 'generateContent',
    async run(wire) {
      const answer = (await ask(wire, false)).json();
      const [candidate] = answer.candidates ?? [];
      mustHaveText(candidate?.content?.parts?.[0]?.text, 'candidates[0].content.parts[0].text');
      mustHaveText(candidate.finishReason, 'candidates[0].finishReason');
      mustCount(answer.usageMetadata?.promptTokenCount, 'usageMetadata.promptTokenCount');
      return `answered by ${answer.modelVersion}`;
    },
  },
  {
    id: 'gemini.stream',
    group,
    title: 'streamGenerateContent: data frames alone, usage in the last',
    async run(wire) {
      const answer = await ask(wire, true);
      mustStream(answer);
      must(!/^:/m.test(answer.text), 'the stream has a comment, which older versions of the SDK cannot read');
      readGeminiStream(answer.events());
      return `${answer.events().length} frames`;
    },
  },
  {
    id: 'gemini.tools.stream',
    group,
    title: 'a streamed function call',
    async run(wire) {
      const config = { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [TOOL.name] } };
      const more = { tools: [{ functionDeclarations: [declaration] }], toolConfig: config };
      const { tool: called } = readGeminiStream((await ask(wire, true, more, TOOL_QUESTION)).events());
      mustBe(called?.name, TOOL.name, 'the function that is called');
      mustBeArguments(parseJson(called?.args ?? '', 'args'), 'args');
      return '';
    },
  },
  {
    id: 'gemini.count_tokens',
    group,
    title: 'countTokens',
    async run(wire) {
      const body = { contents: [{ role: 'user', parts: [{ text: QUESTION }] }] };
      const headers = { ...googleHeaders(wire), 'x-heimdall-simulate': 'true' };
      const answer = (await wire.send(pathOf(wire, 'countTokens'), { method: 'POST', headers, body })).expect(200);
      mustCount(answer.json().totalTokens, 'totalTokens');
      return String(answer.headers['x-heimdall-token-count'] ?? '');
    },
  },
  {
    id: 'gemini.models',
    group,
    title: 'the list of models and one of them (key in the query, too)',
    async run(wire) {
      const list = (await wire.send('/v1beta/models', { headers: googleHeaders(wire) })).expect(200).json();
      const names = list.models?.map(({ name }: Json) => name) ?? [];
      must(names.includes(`models/${wire.model}`), `models/${wire.model} is not in the list`);
      const path = `/v1beta/models/${wire.model}?key=${encodeURIComponent(wire.key)}`;
      mustBe((await wire.send(path)).expect(200).json().name, `models/${wire.model}`, 'name of one model');
      return `${names.length} models`;
    },
  },
];
