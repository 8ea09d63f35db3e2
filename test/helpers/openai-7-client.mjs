/**
 * What a program on a newer Node does with the newest OpenAI client; run as a process of its own with the base URL of the
 * endpoint. Prints one line of JSON: what it got.
 */
import OpenAI from 'openai-7';

const [baseURL] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'heimdall', maxRetries: 0 });
const model = 'heimdall/auto';
const messages = [{ role: 'user', content: 'Hello' }];
const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const ask = [{ role: 'user', content: 'Please call get_weather for Oslo' }];

const { data: whole, response } = await client.chat.completions.create({ model, messages }).withResponse();
let streamed = '';
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
  streamed += chunk.choices[0]?.delta.content ?? '';
}
const tool = { type: 'function', function: { name: 'get_weather', parameters } };
const called = await client.chat.completions.create({ model, messages: ask, tools: [tool] });
const accumulated = await client.chat.completions.stream({ model, messages: ask, tools: [tool] }).finalChatCompletion();
const types = [];
let output = '';
const events = client.responses.stream({ model, input: 'Hello' });
for await (const event of events) {
  types.push(event.type);
  if (event.type === 'response.output_text.delta') output += event.delta;
}
const first = await events.finalResponse();
const next = await client.responses.create({ model, input: 'And now?', previous_response_id: first.id });
const models = [];
for await (const { id } of client.models.list()) models.push(id);
const one = await client.models.retrieve(model);
const embedding = await client.embeddings
  .create({ model: 'heimdall/minilm', input: ['one', 'two'] })
  .catch((error) => error);
const refused = await client.chat.completions.create({ model: 'no-such-model', messages }).catch((error) => error);

const seen = {
  node: process.version,
  requestId: whole._request_id,
  decisionId: response.headers.get('x-heimdall-decision-id'),
  whole: whole.choices[0].message.content,
  streamed,
  called: called.choices[0].message.tool_calls,
  accumulated: accumulated.choices[0].message.tool_calls,
  types,
  output,
  finalText: first.output_text,
  next: next.output_text,
  models,
  one: one.id,
  vectors: embedding.data?.map(({ embedding: vector }) => vector.length) ?? String(embedding),
  refused: { name: refused.constructor.name, status: refused.status, code: refused.code },
};
process.stdout.write(`${JSON.stringify(seen)}\n`);
