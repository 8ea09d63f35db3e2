/** `POST /v1/embeddings` of OpenAI and the servers that are compatible with it, both ways. */
import { HeimdallError } from '../../../core/index.ts';
import {
  type EmbeddingInput,
  type EmbeddingRequest,
  type EmbeddingResult,
  MAX_INPUTS,
  rounded,
} from '../../embeddings/embedding-request.ts';
import { invalid, isObject, type JsonObject, parseJsonBody } from '../json-body.ts';
import { optionalCount } from './request-fields.ts';

/** @throws {HeimdallError} `request_invalid`; `context.param` names the field. */
export function parseEmbeddings(bytes: Uint8Array): EmbeddingRequest {
  const body = parseJsonBody(bytes, 'model and input');
  const { model, input } = body;
  if (typeof model !== 'string' || model === '') {
    throw invalid('model', 'model is missing. Use heimdall/minilm, or an embedding model of a provider.');
  }
  const format = body.encoding_format ?? 'float';
  if (format !== 'float' && format !== 'base64') {
    throw invalid('encoding_format', 'encoding_format must be float or base64.');
  }
  const isList = Array.isArray(input) && !isTokens(input);
  return {
    dialect: 'openai-chat',
    body,
    model,
    inputs: readInputs(input),
    dimensions: optionalCount(body, 'dimensions'),
    taskType: null,
    dropped: ['user'].filter((name) => body[name] !== undefined && body[name] !== null),
    inputPath: (index) => (isList ? `input[${index}]` : 'input'),
    dimensionsPath: 'dimensions',
    answer: (result) => listJson(result, format === 'base64'),
  };
}

function readInputs(input: unknown): EmbeddingInput[] {
  if (input === undefined || input === null)
    throw invalid('input', 'input is missing. Send a text or a list of texts.');
  if (typeof input === 'string' || isTokens(input)) return [checked(input, 'input')];
  if (!Array.isArray(input)) throw invalid('input', 'input must be a text, a list of texts or token ids.');
  if (input.length === 0) throw invalid('input', 'input is an empty list.');
  if (input.length > MAX_INPUTS) {
    throw invalid('input', `input has ${input.length} entries; at most ${MAX_INPUTS} are taken in one request.`);
  }
  return input.map((entry: unknown, index) => {
    const path = `input[${index}]`;
    if (typeof entry === 'string' || isTokens(entry)) return checked(entry, path);
    throw invalid(path, `${path} must be a text or a list of token ids.`);
  });
}

function checked(input: EmbeddingInput, path: string): EmbeddingInput {
  if (input.length === 0) throw invalid(path, `${path} is empty: there is nothing to embed.`);
  return input;
}

function isTokens(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((id) => Number.isInteger(id) && id >= 0);
}

function* listJson({ model, vectors, tokens }: EmbeddingResult, base64: boolean): Iterable<string> {
  yield '{"object":"list","data":[';
  for (const [index, vector] of vectors.entries()) {
    const embedding = base64 ? `"${toBase64(vector)}"` : JSON.stringify(rounded(vector));
    yield `${index === 0 ? '' : ','}{"object":"embedding","index":${index},"embedding":${embedding}}`;
  }
  yield `],"model":${JSON.stringify(model)},"usage":{"prompt_tokens":${tokens},"total_tokens":${tokens}}}`;
}

/** Little-endian float32. */
function toBase64(vector: ArrayLike<number>): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (let index = 0; index < vector.length; index++) bytes.writeFloatLE(vector[index] as number, index * 4);
  return bytes.toString('base64');
}

/** A request to such a server. */
export function writeEmbeddings(request: EmbeddingRequest, upstreamId: string): JsonObject {
  if (request.dialect === 'openai-chat') return { ...request.body, model: upstreamId };
  return {
    model: upstreamId,
    input: request.inputs,
    encoding_format: 'float',
    ...(request.dimensions === null ? {} : { dimensions: request.dimensions }),
  };
}

/** Tokens as an answer reports them, or null. */
export function readEmbeddingTokens(body: unknown): number | null {
  const usage = isObject(body) && isObject(body.usage) ? body.usage : {};
  const tokens = usage.prompt_tokens ?? usage.total_tokens;
  return typeof tokens === 'number' ? tokens : null;
}

/**
 * Vectors out of an answer, by their index.
 *
 * @throws {HeimdallError} `provider_bad_response`.
 */
export function readEmbeddings(body: unknown): number[][] {
  const data = isObject(body) && Array.isArray(body.data) ? body.data : null;
  const vectors: number[][] = [];
  for (const [position, entry] of (data ?? []).entries()) {
    const { embedding, index } = isObject(entry) ? entry : {};
    if (Array.isArray(embedding)) vectors[typeof index === 'number' ? index : position] = embedding as number[];
  }
  if (data !== null && vectors.length === data.length && !vectors.includes(undefined as never)) return vectors;
  throw new HeimdallError('provider_bad_response', 'The provider answered something that is not a list of embeddings.');
}
