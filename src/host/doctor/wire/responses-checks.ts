/** What clients of OpenAI's Responses API rely on: Codex CLI, the AI SDK, Agents SDKs. */
import type { Check } from '../finding.ts';
import {
  MAX_TOKENS,
  mustBe,
  mustBeArguments,
  mustCount,
  mustHaveText,
  parseJson,
  QUESTION,
  TOOL,
  TOOL_QUESTION,
} from './expectations.ts';
import { bearer, mustStream } from './openai-checks.ts';
import { readResponsesStream } from './stream-rules.ts';
import type { Json, WireAnswer, WireClient } from './wire-client.ts';

const PATH = '/v1/responses';
const tool = {
  type: 'function',
  name: TOOL.name,
  description: TOOL.description,
  parameters: TOOL.schema,
  strict: true,
};

function ask(wire: WireClient, more: Json = {}): Promise<WireAnswer> {
  const body = { model: wire.model, input: QUESTION, max_output_tokens: MAX_TOKENS, store: false, ...more };
  return wire.generate(PATH, body, bearer(wire));
}

const group = 'OpenAI Responses';

export const RESPONSES_CHECKS: readonly Check<WireClient>[] = [
  {
    id: 'responses.complete',
    group,
    title: 'a whole response',
    async run(wire) {
      const response = (await ask(wire)).json();
      mustBe(response.object, 'response', 'object');
      mustBe(response.status, 'completed', 'status');
      const message = response.output?.find(({ type }: Json) => type === 'message');
      mustHaveText(message?.content?.[0]?.text, 'output[].content[0].text');
      mustCount(response.usage?.input_tokens, 'usage.input_tokens');
      mustCount(response.usage?.output_tokens, 'usage.output_tokens');
      return `answered by ${response.model}`;
    },
  },
  {
    id: 'responses.stream',
    group,
    title: 'a stream: named and numbered events, items in order',
    async run(wire) {
      const answer = await ask(wire, { stream: true });
      mustStream(answer);
      readResponsesStream(answer.events());
      return `${answer.events().length} events`;
    },
  },
  {
    id: 'responses.tools.stream',
    group,
    title: 'a streamed function call',
    async run(wire) {
      const choice = { type: 'function', name: TOOL.name };
      const answer = await ask(wire, { stream: true, input: TOOL_QUESTION, tools: [tool], tool_choice: choice });
      const { tool: called } = readResponsesStream(answer.events());
      mustBe(called?.name, TOOL.name, 'the function that is called');
      mustBeArguments(parseJson(called?.args ?? '', 'the arguments'), 'the arguments');
      return '';
    },
  },
];
