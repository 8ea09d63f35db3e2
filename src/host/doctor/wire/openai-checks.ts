/** What clients of the OpenAI API rely on: chat completions, legacy completions, embeddings, the list of models. */
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
import { readChatStream } from './stream-rules.ts';
import type { Json, WireAnswer, WireClient } from './wire-client.ts';

const CHAT = '/v1/chat/completions';
/** Embeds on this machine, so that it costs nothing, and is in every installation. */
const LOCAL_EMBEDDER = 'heimdall/static';
const tool = {
  type: 'function',
  function: { name: TOOL.name, description: TOOL.description, parameters: TOOL.schema },
} as const;

/** As the SDK sends its key. */
export function bearer(wire: WireClient): Record<string, string> {
  return { authorization: `Bearer ${wire.key}` };
}

function ask(wire: WireClient, more: Json = {}, question: string = QUESTION): Promise<WireAnswer> {
  const messages = [{ role: 'user', content: question }];
  const body = { model: wire.model, messages, max_completion_tokens: MAX_TOKENS, ...more };
  return wire.generate(CHAT, body, bearer(wire));
}

const askTool = (wire: WireClient, more: Json = {}) =>
  ask(
    wire,
    { tools: [tool], tool_choice: { type: 'function', function: { name: TOOL.name } }, ...more },
    TOOL_QUESTION,
  );

const group = 'OpenAI chat';

export const OPENAI_CHECKS: readonly Check<WireClient>[] = [
  {
    id: 'chat.complete',
    group,
    title: 'a whole answer',
    async run(wire) {
      const answer = (await ask(wire)).json();
      mustBe(answer.object, 'chat.completion', 'object');
      mustHaveText(answer.id, 'id');
      const [choice] = answer.choices ?? [];
      mustBe(choice?.message?.role, 'assistant', 'choices[0].message.role');
      mustHaveText(choice.message.content, 'choices[0].message.content');
      mustHaveText(choice.finish_reason, 'choices[0].finish_reason');
      const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = answer.usage ?? {};
      mustCount(input, 'usage.prompt_tokens');
      mustCount(output, 'usage.completion_tokens');
      mustBe(total, input + output, 'usage.total_tokens');
      return `answered by ${answer.model}`;
    },
  },
  {
    id: 'chat.stream',
    group,
    title: 'a stream: chunks, one finish, [DONE], no usage unless asked',
    async run(wire) {
      const answer = await ask(wire, { stream: true });
      mustStream(answer);
      readChatStream(answer.events(), false);
      return `${answer.events().length} frames in ${answer.pieces} pieces`;
    },
  },
  {
    id: 'chat.stream.usage',
    group,
    title: 'a stream with stream_options.include_usage',
    async run(wire) {
      const answer = await ask(wire, { stream: true, stream_options: { include_usage: true } });
      readChatStream(answer.events(), true);
      return '';
    },
  },
  {
    id: 'chat.tools',
    group,
    title: 'a tool call',
    async run(wire) {
      const [choice] = (await askTool(wire)).json().choices ?? [];
      const [call] = choice?.message?.tool_calls ?? [];
      mustHaveText(call?.id, 'tool_calls[0].id');
      mustBe(call.function?.name, TOOL.name, 'tool_calls[0].function.name');
      mustBeArguments(parseJson(call.function.arguments, 'function.arguments'), 'function.arguments');
      return '';
    },
  },
  {
    id: 'chat.tools.stream',
    group,
    title: 'a streamed tool call, its arguments in pieces',
    async run(wire) {
      const answer = await askTool(wire, { stream: true });
      const { tool: called } = readChatStream(answer.events(), false);
      mustBe(called?.name, TOOL.name, 'the tool that is called');
      mustBeArguments(parseJson(called?.args ?? '', 'the arguments'), 'the arguments');
      return '';
    },
  },
  {
    id: 'chat.json',
    group,
    title: 'an answer that follows a JSON schema',
    async run(wire) {
      const json_schema = { name: 'place', schema: TOOL.schema, strict: true };
      const [choice] =
        (await ask(wire, { response_format: { type: 'json_schema', json_schema } })).json().choices ?? [];
      mustBeArguments(parseJson(choice?.message?.content, 'message.content'), 'message.content');
      return '';
    },
  },
  {
    id: 'completions',
    group: 'OpenAI, other',
    title: 'legacy completions',
    async run(wire) {
      const body = { model: wire.model, prompt: QUESTION, max_tokens: MAX_TOKENS };
      const answer = (await wire.generate('/v1/completions', body, bearer(wire))).json();
      mustBe(answer.object, 'text_completion', 'object');
      mustHaveText(answer.choices?.[0]?.text, 'choices[0].text');
      return '';
    },
  },
  {
    id: 'embeddings',
    group: 'OpenAI, other',
    title: 'embeddings, made on this machine',
    async run(wire) {
      const listed = await wire.send(`/v1/models/${encodeURIComponent(LOCAL_EMBEDDER)}`, { headers: bearer(wire) });
      // Under this name a provider might be asked where there is no such model.
      if (listed.status !== 200 || listed.json().type !== 'embedding')
        throw new Skipped(`${LOCAL_EMBEDDER} is not served`);
      const body = { model: LOCAL_EMBEDDER, input: [QUESTION, TOOL_QUESTION], encoding_format: 'float' };
      const answer = await wire.send('/v1/embeddings', { method: 'POST', headers: bearer(wire), body });
      const vectors: Json[] = answer.expect(200).json().data;
      mustBe(vectors?.length, 2, 'the number of vectors');
      const [first] = vectors;
      must(Array.isArray(first?.embedding), 'data[0].embedding is no list of numbers');
      const length = Math.hypot(...first.embedding);
      must(Math.abs(length - 1) < 0.01, `the length of the first vector is ${length.toFixed(3)} instead of 1`);
      return `${first.embedding.length} numbers each`;
    },
  },
  {
    id: 'models.list',
    group: 'OpenAI, other',
    title: 'the list of models',
    async run(wire) {
      const list = (await wire.send('/v1/models', { headers: bearer(wire) })).expect(200).json();
      mustBe(list.object, 'list', 'object');
      for (const model of list.data) {
        mustHaveText(model.id, 'data[].id');
        mustBe(model.object, 'model', `object of ${model.id}`);
        mustCount(model.created, `created of ${model.id}`);
        mustHaveText(model.owned_by, `owned_by of ${model.id}`);
      }
      must(
        list.data.some(({ id }: Json) => id === wire.model),
        `${wire.model} is not in the list`,
      );
      return `${list.data.length} models`;
    },
  },
  {
    id: 'models.id',
    group: 'OpenAI, other',
    title: 'one model, its id percent-encoded or not',
    async run(wire) {
      for (const id of [encodeURIComponent(wire.model), wire.model]) {
        const model = (await wire.send(`/v1/models/${id}`, { headers: bearer(wire) })).expect(200).json();
        mustBe(model.id, wire.model, `id of GET /v1/models/${id}`);
      }
      return '';
    },
  },
];

/** @throws {Fault} when it is no event stream, or came in one piece although it was longer than one frame. */
export function mustStream(answer: WireAnswer): void {
  const type = answer.headers['content-type'] ?? '';
  must(type.includes('text/event-stream'), `content-type is ${type || 'missing'} instead of text/event-stream`);
  must(
    answer.pieces > 1,
    'the whole stream came at once, so something buffers it',
    'Turn response buffering off in the proxy (nginx: proxy_buffering off), and compression of text/event-stream.',
  );
}
