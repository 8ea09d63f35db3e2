/** `embedContent` and `batchEmbedContents`, both ways. */
import { HeimdallError } from '../../../core/index.ts';
import {
  invalid,
  isObject,
  type JsonObject,
  pathOf,
  read,
  readCount,
  readObject,
  readObjects,
  readString,
} from './fields.ts';
import { bareModelId } from './model-family.ts';

/** Texts to embed, in no dialect. */
export interface EmbeddingRequest {
  readonly inputs: readonly string[];
  readonly dimensions: number | null;
  /** Google's `taskType`, such as RETRIEVAL_QUERY; other dialects have no such thing. */
  readonly taskType: string | null;
}

/** @throws {HeimdallError} `request_invalid`; `context.param` names the field. */
export function parseEmbedContent(body: JsonObject): EmbeddingRequest {
  return parseOne(body, '');
}

/** The size and task of the first request count for all: other providers take one for the whole batch. */
export function parseBatchEmbedContents(body: JsonObject): EmbeddingRequest {
  const requests = readObjects(body, 'requests', '');
  if (requests === null || requests.length === 0)
    throw invalid('requests', 'requests must be an array of at least one.');
  const parsed = requests.map((request, index) => parseOne(request, `requests[${index}]`));
  const [first] = parsed as [EmbeddingRequest];
  return { ...first, inputs: parsed.flatMap(({ inputs }) => inputs) };
}

function parseOne(request: JsonObject, path: string): EmbeddingRequest {
  const content = readObject(request, 'content', path);
  const at = pathOf(request, 'content', path);
  if (content === null) throw invalid(at, `${at} is missing. Send a Content with text parts.`);
  const texts = (readObjects(content, 'parts', at) ?? []).map((part, index) => {
    const text = readString(part, 'text', `${at}.parts[${index}]`);
    if (text === null) throw invalid(`${at}.parts[${index}]`, `${at}.parts[${index}] must be text.`);
    return text;
  });
  return {
    inputs: [texts.join('\n')],
    dimensions: readCount(request, 'outputDimensionality', path, 1),
    taskType: readString(request, 'taskType', path),
  };
}

/** Answer to `embedContent`. */
export function embedContentAnswer(vector: readonly number[]): JsonObject {
  return { embedding: { values: vector } };
}

/** Answer to `batchEmbedContents`, in the order of the requests. */
export function batchEmbedContentsAnswer(vectors: readonly (readonly number[])[]): JsonObject {
  return { embeddings: vectors.map((values) => ({ values })) };
}

/** A request to Google, always as a batch: it takes one text as well. */
export function renderEmbeddings(request: EmbeddingRequest, upstreamId: string): { path: string; body: JsonObject } {
  const model = `models/${bareModelId(upstreamId)}`;
  const requests = request.inputs.map((text) => ({
    model,
    content: { parts: [{ text }] },
    ...(request.taskType === null ? {} : { taskType: request.taskType }),
    ...(request.dimensions === null ? {} : { outputDimensionality: request.dimensions }),
  }));
  return { path: `/${model}:batchEmbedContents`, body: { requests } };
}

/**
 * Vectors out of either answer.
 *
 * @throws {HeimdallError} `provider_bad_response`.
 */
export function readEmbeddings(body: unknown): number[][] {
  const many = isObject(body) ? (read(body, 'embeddings') ?? [read(body, 'embedding')]) : null;
  if (Array.isArray(many) && many.every(isEmbedding)) return many.map(({ values }) => values);
  throw new HeimdallError('provider_bad_response', 'Gemini answered something that is not a list of embeddings.');
}

function isEmbedding(value: unknown): value is { values: number[] } {
  return isObject(value) && Array.isArray(value.values) && value.values.every((entry) => typeof entry === 'number');
}
