/** `embedContent` and `batchEmbedContents`, both ways. */
import { HeimdallError } from '../../../core/index.ts';
import {
  type EmbeddingRequest,
  type EmbeddingResult,
  MAX_INPUTS,
  rounded,
} from '../../embeddings/embedding-request.ts';
import { parseJsonBody } from '../json-body.ts';
import {
  camelCase,
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

/** Google takes this many texts in one batch. */
export const MAX_BATCH = 100;

const CARRIED = new Set(['model', 'content', 'outputDimensionality', 'taskType']);

interface ContentRequest {
  readonly text: string;
  readonly path: string;
  readonly dimensions: number | null;
  readonly dimensionsPath: string;
  readonly taskType: string | null;
  readonly dropped: readonly string[];
}

/**
 * Reads the body of either method.
 *
 * @param model Of the path.
 * @throws {HeimdallError} `request_invalid`; `context.param` names the field.
 */
export function parseEmbedContents(bytes: Uint8Array, model: string, batch: boolean): EmbeddingRequest {
  const body = parseJsonBody(bytes, batch ? 'requests' : 'content');
  const contents = batch ? readBatch(body) : [readContent(body, '')];
  const [first] = contents as [ContentRequest];
  const other = contents.find(({ dimensions, taskType }) => {
    return dimensions !== first.dimensions || taskType !== first.taskType;
  });
  return {
    dialect: 'gemini',
    body,
    model,
    inputs: contents.map(({ text }) => text),
    dimensions: first.dimensions,
    taskType: first.taskType,
    dropped: [
      ...new Set([
        ...contents.flatMap(({ dropped }) => dropped),
        ...(first.taskType === null ? [] : ['taskType']),
        // Other providers take one size for the whole batch.
        ...(other === undefined ? [] : ['different settings within the batch']),
      ]),
    ],
    inputPath: (index) => contents[index]?.path ?? 'content',
    dimensionsPath: first.dimensionsPath,
    answer: (result) => (batch ? batchJson(result) : oneJson(result)),
  };
}

function readBatch(body: JsonObject): ContentRequest[] {
  const requests = readObjects(body, 'requests', '') ?? [];
  if (requests.length === 0) throw invalid('requests', 'requests must be a list of at least one.');
  if (requests.length > MAX_INPUTS) {
    throw invalid('requests', `requests has ${requests.length} entries; at most ${MAX_INPUTS} are taken at once.`);
  }
  return requests.map((request, index) => readContent(request, `requests[${index}]`));
}

function readContent(request: JsonObject, path: string): ContentRequest {
  const content = readObject(request, 'content', path);
  const at = pathOf(request, 'content', path);
  if (content === null) throw invalid(at, `${at} is missing. Send a Content with text parts.`);
  const texts = (readObjects(content, 'parts', at) ?? []).map((part, index) => {
    const text = readString(part, 'text', `${at}.parts[${index}]`);
    if (text === null) throw invalid(`${at}.parts[${index}]`, `${at}.parts[${index}] must be text.`);
    return text;
  });
  const text = texts.join('\n');
  if (text === '') throw invalid(at, `${at} is empty: there is nothing to embed.`);
  return {
    text,
    path: at,
    dimensions: readCount(request, 'outputDimensionality', path, 1),
    dimensionsPath: pathOf(request, 'outputDimensionality', path),
    taskType: readString(request, 'taskType', path),
    dropped: Object.keys(request)
      .map(camelCase)
      .filter((name) => !CARRIED.has(name)),
  };
}

function usageJson({ tokens }: EmbeddingResult): string {
  return `"usageMetadata":{"promptTokenCount":${tokens},"totalTokenCount":${tokens}}`;
}

function* oneJson(result: EmbeddingResult): Iterable<string> {
  yield `{"embedding":{"values":${JSON.stringify(rounded(result.vectors[0] ?? []))}},${usageJson(result)}}`;
}

function* batchJson(result: EmbeddingResult): Iterable<string> {
  yield '{"embeddings":[';
  for (const [index, vector] of result.vectors.entries()) {
    yield `${index === 0 ? '' : ','}{"values":${JSON.stringify(rounded(vector))}}`;
  }
  yield `],${usageJson(result)}}`;
}

/** A Gemini request as it came, for the model that Google knows. */
export function passEmbedContents({ body }: EmbeddingRequest, upstreamId: string): { path: string; body: JsonObject } {
  const model = `models/${bareModelId(upstreamId)}`;
  const { requests } = body;
  if (!Array.isArray(requests)) return { path: `/${model}:embedContent`, body: { ...body, model } };
  return {
    path: `/${model}:batchEmbedContents`,
    body: { ...body, requests: requests.map((one) => ({ ...one, model })) },
  };
}

/** A request to Google for texts of another dialect, always as a batch: it takes one text as well. */
export function writeEmbedContents(
  { dimensions }: EmbeddingRequest,
  texts: readonly string[],
  upstreamId: string,
): { path: string; body: JsonObject } {
  const model = `models/${bareModelId(upstreamId)}`;
  const requests = texts.map((text) => ({
    model,
    content: { parts: [{ text }] },
    ...(dimensions === null ? {} : { outputDimensionality: dimensions }),
  }));
  return { path: `/${model}:batchEmbedContents`, body: { requests } };
}

/** Tokens as an answer reports them, or null: not every model of Google's does. */
export function readContentTokens(body: unknown): number | null {
  const usage = isObject(body) ? read(body, 'usageMetadata') : undefined;
  const tokens = isObject(usage) ? read(usage, 'promptTokenCount') : undefined;
  return typeof tokens === 'number' ? tokens : null;
}

/**
 * Vectors out of either answer.
 *
 * @throws {HeimdallError} `provider_bad_response`.
 */
export function readContentEmbeddings(body: unknown): number[][] {
  const many = isObject(body) ? (read(body, 'embeddings') ?? [read(body, 'embedding')]) : null;
  if (Array.isArray(many) && many.every(isEmbedding)) return many.map(({ values }) => values);
  throw new HeimdallError('provider_bad_response', 'Google answered something that is not a list of embeddings.');
}

function isEmbedding(value: unknown): value is { values: number[] } {
  return isObject(value) && Array.isArray(value.values) && value.values.every((entry) => typeof entry === 'number');
}
