/** What clients of the Anthropic API rely on: its SDKs and Claude Code. */
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
import { readAnthropicStream } from './stream-rules.ts';
import type { Json, WireAnswer, WireClient } from './wire-client.ts';

const PATH = '/v1/messages';
const tool = { name: TOOL.name, description: TOOL.description, input_schema: TOOL.schema };

/** As the SDK sends its key. */
export function anthropicHeaders(wire: WireClient): Record<string, string> {
  return { 'x-api-key': wire.key, 'anthropic-version': '2023-06-01' };
}

function ask(wire: WireClient, more: Json = {}, path: string = PATH): Promise<WireAnswer> {
  const messages = [{ role: 'user', content: QUESTION }];
  const body = { model: wire.model, max_tokens: MAX_TOKENS, messages, ...more };
  return wire.generate(path, body, anthropicHeaders(wire));
}

const group = 'Anthropic';

export const ANTHROPIC_CHECKS: readonly Check<WireClient>[] = [
  {
    id: 'anthropic.complete',
    group,
    title: 'a whole message',
    async run(wire) {
      const answer = await ask(wire);
      const message = answer.json();
      mustBe(message.type, 'message', 'type');
      mustBe(message.role, 'assistant', 'role');
      mustHaveText(message.content?.[0]?.text, 'content[0].text');
      mustHaveText(message.stop_reason, 'stop_reason');
      mustCount(message.usage?.input_tokens, 'usage.input_tokens');
      mustHaveText(answer.headers['request-id'], 'the header request-id');
      return `answered by ${message.model}`;
    },
  },
  {
    id: 'anthropic.stream',
    group,
    title: 'a stream: named events, blocks in order (with ?beta=true)',
    async run(wire) {
      const answer = await ask(wire, { stream: true }, `${PATH}?beta=true`);
      mustStream(answer);
      readAnthropicStream(answer.events());
      return `${answer.events().length} events`;
    },
  },
  {
    id: 'anthropic.tools.stream',
    group,
    title: 'a streamed tool use',
    async run(wire) {
      const messages = [{ role: 'user', content: TOOL_QUESTION }];
      const choice = { type: 'tool', name: TOOL.name };
      const answer = await ask(wire, { stream: true, messages, tools: [tool], tool_choice: choice });
      const { tool: called, finish } = readAnthropicStream(answer.events());
      mustBe(called?.name, TOOL.name, 'the tool that is used');
      mustBe(finish, 'tool_use', 'stop_reason');
      mustBeArguments(parseJson(called?.args ?? '', 'the input'), 'the input');
      return '';
    },
  },
  {
    id: 'anthropic.count_tokens',
    group,
    title: 'a token count',
    async run(wire) {
      const body = { model: wire.model, messages: [{ role: 'user', content: QUESTION }] };
      const headers = { ...anthropicHeaders(wire), 'x-heimdall-simulate': 'true' };
      const answer = (await wire.send(`${PATH}/count_tokens`, { method: 'POST', headers, body })).expect(200);
      mustCount(answer.json().input_tokens, 'input_tokens');
      return String(answer.headers['x-heimdall-token-count'] ?? '');
    },
  },
  {
    id: 'anthropic.models',
    group,
    title: 'the list of models and one of them',
    async run(wire) {
      const headers = anthropicHeaders(wire);
      const list = (await wire.send('/v1/models?limit=1000', { headers })).expect(200).json();
      must(Array.isArray(list.data), 'data is missing: the list is not in the shape of Anthropic');
      for (const model of list.data) {
        mustBe(model.type, 'model', `type of ${model.id}`);
        mustHaveText(model.display_name, `display_name of ${model.id}`);
        must(!Number.isNaN(Date.parse(model.created_at)), `created_at of ${model.id} is no date`);
        must('capabilities' in model, `capabilities of ${model.id} is missing`);
      }
      const id = encodeURIComponent(wire.model);
      const one = (await wire.send(`/v1/models/${id}`, { headers })).expect(200).json();
      mustBe(one.id, wire.model, `id of GET /v1/models/${id}`);
      return `${list.data.length} models`;
    },
  },
];
