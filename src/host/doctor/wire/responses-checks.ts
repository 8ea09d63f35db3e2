/** What clients of OpenAI's Responses API rely on: Codex CLI, the AI SDK, Agents SDKs. */
import { type Check, Skipped } from '../finding.ts';
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
  {
    id: 'responses.stored',
    group,
    title: 'a stored response: read, continued by its id, deleted',
    async run(wire) {
      const headers = bearer(wire);
      const { id } = (await ask(wire, { store: true })).json();
      mustHaveText(id, 'id');
      const read = await wire.send(`${PATH}/${id}`, { headers });
      if (read.status === 404) throw new Skipped('nothing is stored here (gateway.stored_responses.max_bytes is 0)');
      mustBe(read.expect(200).json().id, id, 'id of the stored response');
      const next = (await ask(wire, { store: true, previous_response_id: id })).json();
      mustBe(next.previous_response_id, id, 'previous_response_id');
      const list = (await wire.send(`${PATH}/${next.id}/input_items`, { headers })).expect(200).json();
      must(list.data?.length >= 3, `the continuation knows ${list.data?.length} earlier items instead of 3`);
      for (const one of [id, next.id]) {
        mustBe(
          (await wire.send(`${PATH}/${one}`, { method: 'DELETE', headers })).expect(200).json().deleted,
          true,
          'deleted',
        );
      }
      mustBe((await wire.send(`${PATH}/${id}`, { headers })).status, 404, 'the status of a deleted response');
      return '';
    },
  },
  {
    id: 'responses.input_tokens',
    group,
    title: 'a token count',
    async run(wire) {
      const headers = { ...bearer(wire), 'x-heimdall-simulate': 'true' };
      const body = { model: wire.model, input: QUESTION };
      const answer = (await wire.send(`${PATH}/input_tokens`, { method: 'POST', headers, body })).expect(200);
      mustCount(answer.json().input_tokens, 'input_tokens');
      return String(answer.headers['x-heimdall-token-count'] ?? '');
    },
  },
];
