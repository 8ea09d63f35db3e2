/** docs/openapi.yaml, from the routes, the headers and the shapes. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { OPERATIONS, type Operation } from './operations.ts';
import { SHAPES, type ShapeName } from './shapes.ts';

type Json = Record<string, unknown>;

const HEADER = `# Made by \`npm run docs\` from the routes, the schemas and the error codes of the endpoint. docs/http-api.md explains it.\n`;
const SCHEMAS = '#/components/schemas/';

const REQUEST_HEADERS: Readonly<Record<string, Json>> = {
  'x-heimdall-alpha': {
    schema: { type: 'number', minimum: 0, maximum: 1 },
    description: '0 = cost alone, 1 = quality alone',
  },
  'x-heimdall-bucket': { schema: refTo('Bucket'), description: 'chooses within this bucket' },
  'x-heimdall-model': { schema: { type: 'string' }, description: 'a model, whatever the body or the path names' },
  'x-heimdall-app': { schema: { type: 'string' }, description: 'name of the app: for its profile and the log' },
  'x-heimdall-session': { schema: { type: 'string' }, description: 'an id of the conversation' },
  'x-heimdall-simulate': {
    schema: { type: 'boolean' },
    description: 'true: the simulator answers, no provider is called',
  },
  'x-heimdall-cache': { schema: { enum: ['off', 'refresh', 'only'] }, description: 'use of the response cache' },
};

const ANSWER_HEADERS: Readonly<Record<string, Json>> = {
  'x-request-id': { schema: { type: 'string' }, description: 'the same as x-heimdall-decision-id' },
  'x-heimdall-decision-id': { schema: { type: 'string' }, description: 'id of the decision in log and console' },
  'x-heimdall-model': { schema: { type: 'string' }, description: 'what answered' },
  'x-heimdall-provider': { schema: { type: 'string' }, description: 'who was called; simulator when nobody was' },
  'x-heimdall-simulated': { schema: { type: 'boolean' } },
  'x-heimdall-attempts': { schema: { type: 'integer' }, description: 'calls that were made' },
  'x-heimdall-bucket': { schema: refTo('Bucket') },
  'x-heimdall-alpha': { schema: { type: 'number' } },
  'x-heimdall-cache': { schema: { enum: ['hit', 'miss', 'off'] }, description: 'of decisions' },
  'x-heimdall-response-cache': { schema: { enum: ['off', 'miss', 'hit', 'semantic'] }, description: 'of answers' },
  'x-heimdall-overhead-ms': {
    schema: { type: 'number' },
    description: 'milliseconds of Heimdall’s own before the call',
  },
  'x-heimdall-dropped': {
    schema: { type: 'string' },
    description: 'what the provider could not be told; absent when nothing',
  },
};

const COUNT_HEADERS: Readonly<Record<string, Json>> = {
  'x-heimdall-token-count': {
    schema: { enum: ['exact', 'estimate'] },
    description: 'exact: the provider of the model counted',
  },
};

function refTo(name: ShapeName): Json {
  return { $ref: `${SCHEMAS}${name}` };
}

/** The document as data. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of Object.values(OPERATIONS).flat()) {
    const path = paths[operation.path] ?? {};
    paths[operation.path] = { ...path, [operation.method]: operationObject(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Heimdall',
      version: '1',
      description:
        'A local endpoint that chooses a model for each request. Versions in paths may be missing or doubled, slashes in the id of a model encoded or not.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:4141' }],
    // Without gateway.token_env and keys for apps, no credential is needed.
    security: [{}, { bearer: [] }, { apiKey: [] }, { googleKey: [] }, { token: [] }],
    paths,
    components: {
      schemas: schemas(),
      parameters: named(REQUEST_HEADERS, (name, header) => ({ name, in: 'header', ...header })),
      headers: { ...ANSWER_HEADERS, ...COUNT_HEADERS },
      responses: named(ERROR_FORMS, (_name, form) => errorResponse(form)),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        googleKey: { type: 'apiKey', in: 'header', name: 'x-goog-api-key' },
        token: { type: 'apiKey', in: 'header', name: 'x-heimdall-token' },
      },
    },
  };
}

export function openApiYaml(): string {
  return `${HEADER}${stringify(openApiDocument(), { lineWidth: 120, aliasDuplicateObjects: false })}`;
}

const ERROR_FORMS = {
  OpenAiError: 'OpenAiError',
  AnthropicError: 'AnthropicError',
  GeminiError: 'GeminiError',
} as const;

function errorResponse(form: ShapeName): Json {
  return {
    description: 'It failed; the status follows from the code.',
    headers: {
      'x-heimdall-error': {
        schema: refTo('ErrorCode'),
        description: 'absent where a provider’s own error is passed on',
      },
    },
    content: { 'application/json': { schema: refTo(form) } },
  };
}

function operationObject(operation: Operation): Json {
  const { method, path, summary, body, answer, errors, decides, says = [], streams } = operation;
  const told = [...(decides ? Object.keys(ANSWER_HEADERS) : []), ...says];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const headers = decides
    ? Object.keys(REQUEST_HEADERS).map((name) => ({ $ref: `#/components/parameters/${name}` }))
    : [];
  const failed = { $ref: `#/components/responses/${errors}` };
  const unready = {
    503: { description: 'Not ready', content: { 'application/json': { schema: refTo('Readiness') } } },
  };
  return {
    operationId: `${method}${path.replaceAll(/\W+(\w)/g, (_all, first: string) => first.toUpperCase()).replaceAll(/\W/g, '')}`,
    summary,
    ...(inPath.length + headers.length === 0 ? {} : { parameters: [...inPath, ...headers] }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: refTo(body) } } } }),
    responses: {
      200: {
        description: decides ? 'An answer, and what was decided' : 'An answer',
        ...(told.length === 0
          ? {}
          : { headers: Object.fromEntries(told.map((name) => [name, { $ref: `#/components/headers/${name}` }])) }),
        content: answerContent(answer, streams),
      },
      ...(path === '/readyz' ? unready : {}),
      default: failed,
    },
  };
}

function answerContent(answer: Operation['answer'], streams: Operation['streams']): Json {
  if (answer === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  const whole = {
    'application/json': { schema: streams === 'always' ? { type: 'array', items: refTo(answer) } : refTo(answer) },
  };
  return streams === undefined ? whole : { ...whole, 'text/event-stream': { schema: { type: 'string' } } };
}

function schemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(SHAPES)) registry.add(shape as z.ZodType, { id });
  const made = z.toJSONSchema(registry, { uri: (id) => `${SCHEMAS}${id}`, unrepresentable: 'any' });
  return named(made.schemas as Record<string, Json>, (_name, { $schema: _schema, $id: _id, ...schema }) => schema);
}

function named<T>(things: Readonly<Record<string, T>>, make: (name: string, thing: T) => Json): Json {
  return Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, make(name, thing)]));
}
