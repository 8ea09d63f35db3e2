/** What the endpoint answers is what docs/openapi.yaml says it answers, for every operation that is in it. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { type Running, startHost } from './host-harness.ts';

interface Media {
  readonly schema: Record<string, unknown>;
}
interface Answer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, Media>>;
}
type Reference = { readonly $ref: string };
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, Answer | Reference> }>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

const text = readFileSync('docs/openapi.yaml', 'utf8');
const document = parse(text) as Document;
/** References within the document, as they are within one schema. */
const schemas = (parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as Document).components.schemas;

/** Fails where a value is not what a media type of the document says. */
function expectFits(value: unknown, media: Media | undefined, what: string): void {
  expect(media, `${what}: no such content type`).toBeDefined();
  const schema = JSON.parse(JSON.stringify(media?.schema).replaceAll('#/components/schemas/', '#/$defs/'));
  const result = z.fromJSONSchema({ ...schema, $defs: schemas }).safeParse(value);
  expect(result.error === undefined ? '' : z.prettifyError(result.error), what).toBe('');
}

function answerOf(path: string, method: string, status: number): Answer {
  const { responses } = document.paths[path]?.[method] ?? { responses: {} };
  const found = responses[status] ?? responses.default;
  if (found === undefined) throw new Error(`${method} ${path}: no answer ${status}`);
  if (!('$ref' in found)) return found;
  return document.components.responses[found.$ref.split('/').at(-1) as string] as Answer;
}

const messages = [{ role: 'user', content: 'Hello!' }];
const chat = { model: 'heimdall/auto', messages };
const contents = [{ role: 'user', parts: [{ text: 'Hello!' }] }];
const [content] = contents;
const flags = { disabled_models: [] };

interface Example {
  readonly body?: unknown;
  /** In place of what stands in braces in the path. */
  readonly id?: string;
  readonly query?: string;
  /** 200 unless something else is how it should be. */
  readonly status?: number;
}

/** One request for each operation, in an order in which they work. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  'post /v1/chat/completions': { body: chat },
  'post /v1/completions': { body: { model: 'heimdall/auto', prompt: 'Hello!' } },
  'post /v1/responses': { body: { model: 'heimdall/auto', input: 'Hello!' } },
  'post /v1/responses/input_tokens': { body: { model: 'heimdall/auto', input: 'Hello!' } },
  'get /v1/responses/{id}': { id: 'kept' },
  'get /v1/responses/{id}/input_items': { id: 'kept' },
  'post /v1/responses/{id}/cancel': { id: 'kept', status: 400 },
  'delete /v1/responses/{id}': { id: 'kept' },
  'post /v1/embeddings': { body: { model: 'heimdall/static', input: 'Hello!' } },
  'get /v1/models': {},
  'get /v1beta/models': {},
  'get /v1/models/{model}': { id: 'heimdall/auto' },
  'get /v1beta/models/{model}': { id: 'heimdall/auto' },
  'post /v1/messages': { body: { ...chat, max_tokens: 50 } },
  'post /v1/messages/count_tokens': { body: chat },
  'post /v1beta/models/{model}:generateContent': { id: 'heimdall/auto', body: { contents } },
  'post /v1beta/models/{model}:streamGenerateContent': { id: 'heimdall/auto', body: { contents } },
  'post /v1beta/models/{model}:countTokens': { id: 'heimdall/auto', body: { contents } },
  'post /v1beta/models/{model}:embedContent': { id: 'heimdall/static', body: { content } },
  'post /v1beta/models/{model}:batchEmbedContents': {
    id: 'heimdall/static',
    body: { requests: [{ model: 'models/heimdall/static', content }] },
  },
  'post /v1/route': { body: chat },
  'post /v1/feedback': { body: { decision_id: 'decided', rating: 'up' } },
  'get /v1/capabilities/{model}': { id: TINY_MODELS.midOpenai },
  'get /v1/pricing/{model}': { id: TINY_MODELS.midOpenai },
  'get /v1/feature-flags': {},
  'put /v1/feature-flags': { body: flags },
  'patch /v1/feature-flags': { body: flags },
  'get /healthz': {},
  'get /readyz': {},
  'get /metrics': {},
};

function send({ url }: Running, operation: string, { body, id, query = '' }: Example): Promise<Response> {
  const [method = '', path = ''] = operation.split(' ');
  return fetch(`${url}${path.replace(/\{\w+\}/, id ?? '')}${query}`, {
    method: method.toUpperCase(),
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Checks status, type, body and headers against the document. @returns The body where it is JSON. */
async function expectDocumented(operation: string, response: Response, status: number): Promise<unknown> {
  const [method = '', path = ''] = operation.split(' ');
  expect(response.status, operation).toBe(status);
  const answer = answerOf(path, method, status);
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const sent = await response.text();
  const body: unknown = type === 'application/json' ? JSON.parse(sent) : sent;
  expectFits(body, answer.content[type], operation);
  const own = [...response.headers.keys()].filter((name) => name.startsWith('x-heimdall-'));
  const documented = Object.keys(answer.headers ?? {});
  expect(
    own.filter((name) => !documented.includes(name)),
    `${operation}: headers`,
  ).toEqual([]);
  const expected = documented.filter((name) => name !== 'x-heimdall-dropped' && response.status === 200);
  expect(
    expected.filter((name) => !response.headers.has(name)),
    `${operation}: headers that are missing`,
  ).toEqual([]);
  return body;
}

let operations: string[];
beforeAll(() => {
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
});

test('every operation answers as the document says', async () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual([...operations].sort());
  const running = await startHost();
  let kept = '';
  let decided = '';
  for (const [operation, example] of Object.entries(EXAMPLES)) {
    const body = JSON.parse(JSON.stringify(example.body ?? null).replace('"decided"', JSON.stringify(decided)));
    const id = example.id === 'kept' ? kept : example.id;
    const filled = { ...example, ...(body === null ? {} : { body }), ...(id === undefined ? {} : { id }) };
    const response = await send(running, operation, filled);
    const answer = await expectDocumented(operation, response, example.status ?? 200);
    if (operation === 'post /v1/responses') kept = (answer as { id: string }).id;
    if (operation === 'post /v1/route') decided = (answer as { id: string }).id;
  }
});

test('streams and failures are as the document says, in the form of each API', async () => {
  const running = await startHost();
  for (const operation of ['post /v1/chat/completions', 'post /v1/responses', 'post /v1/messages']) {
    const example = EXAMPLES[operation] as { body: object };
    const streamed = await send(running, operation, { body: { ...example.body, stream: true } });
    expect(streamed.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await expectDocumented(operation, streamed, 200);
    await expectDocumented(operation, await send(running, operation, { body: {} }), 400);
  }
  const gemini = 'post /v1beta/models/{model}:streamGenerateContent';
  const { id, body } = EXAMPLES[gemini] as { id: string; body: object };
  await expectDocumented(gemini, await send(running, gemini, { id, body, query: '?alt=sse' }), 200);
  await expectDocumented(gemini, await send(running, gemini, { id, body: {} }), 400);
  const unknown = await send(running, 'get /v1/pricing/{model}', { id: 'no/such' });
  await expectDocumented('get /v1/pricing/{model}', unknown, 404);
});

test('an answer that is not as the document says is found', () => {
  const { content } = answerOf('/healthz', 'get', 200);
  expect(() => expectFits({ status: 'ok' }, content['application/json'], 'healthz')).toThrow(/^healthz: /);
});
