/** A server that speaks the Gemini API (`v1beta`) in its true wire format, refuses what it refuses, fails on demand. */
import {
  ANSWER_WORDS,
  type Content,
  ScriptedUpstream,
  type UpstreamRequest,
  type WireProtocol,
} from './scripted-upstream.ts';

const USAGE = { promptTokenCount: 12, candidatesTokenCount: 6, totalTokenCount: 18 };
const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
const PATH = /^\/v1beta\/models\/([^/:]+):(generateContent|streamGenerateContent|countTokens)(?:\?(.*))?$/;
/** Proof of the thinking; opaque to everybody but this API. */
export const GEMINI_SIGNATURE = 'CiQB0e2Kb7fJx8l0oPq3bW9zZm9vYmFyYmF6cXV4';

const protocol: WireProtocol = {
  basePath: '/v1beta',
  refuse({ headers, body, path }) {
    const match = PATH.exec(path);
    if (match === null) return { status: 404, message: `Requested entity was not found: ${path}` };
    if (headers['x-goog-api-key'] === undefined && headers.authorization === undefined) {
      return { status: 403, message: 'Method doesn’t allow unregistered callers.' };
    }
    if (match[2] === 'countTokens') return null;
    if (match[2] === 'streamGenerateContent' && match[3] !== 'alt=sse') {
      return { status: 400, message: 'This fake streams SSE only.' };
    }
    const unknown = Object.keys(body).find((name) => !KNOWN_FIELDS.has(name));
    if (unknown !== undefined) {
      return { status: 400, message: `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.` };
    }
    return Array.isArray(body.contents) ? null : { status: 400, message: 'contents is not specified' };
  },
  other: ({ path }) => (path.includes(':countTokens') ? { totalTokens: 33 } : null),
  isStream: ({ path }) => path.includes(':streamGenerateContent'),
  answer: (request, content) => chunk(request, [...thought(content), said(content)], 'STOP', true),
  frames: streamFrames,
  halfFrame: 'data: {"candidates": [{"content": {"par',
  error: (status, message) =>
    JSON.stringify({ error: { code: status, message, status: STATUSES[status] ?? 'UNKNOWN' } }),
};

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'contents',
  'systemInstruction',
  'generationConfig',
  'tools',
  'toolConfig',
  'safetySettings',
  'cachedContent',
]);

export class FakeGeminiUpstream extends ScriptedUpstream {
  constructor() {
    super(protocol);
  }
}

function thought({ thinking }: Content): unknown[] {
  return thinking === undefined ? [] : [{ text: thinking, thought: true }];
}

function said({ words = ANSWER_WORDS, tool }: Content): unknown {
  if (tool === undefined) return { text: words.join('') };
  return { functionCall: { name: tool.name, args: JSON.parse(tool.args) }, thoughtSignature: GEMINI_SIGNATURE };
}

function chunk({ path }: UpstreamRequest, parts: readonly unknown[], finishReason: string | null, usage: boolean) {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...(finishReason === null ? {} : { finishReason }), index: 0 }],
    ...(usage ? { usageMetadata: USAGE } : {}),
    modelVersion: `${PATH.exec(path)?.[1]}-001`,
    responseId: 'resp-fake',
  };
}

function streamFrames(request: UpstreamRequest, content: Content): string[] {
  const frame = (value: unknown) => `data: ${JSON.stringify(value)}\r\n\r\n`;
  const frames = thought(content).map((part) => frame(chunk(request, [part], null, false)));
  if (content.tool === undefined) {
    for (const text of content.words ?? ANSWER_WORDS) frames.push(frame(chunk(request, [{ text }], null, false)));
  } else {
    frames.push(frame(chunk(request, [said(content)], null, false)));
  }
  frames.push(frame(chunk(request, [{ text: '' }], 'STOP', content.reportUsage !== false)));
  return frames;
}
