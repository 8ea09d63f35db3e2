import { type CopySource, promptText, wholeRequest } from './request-text.ts';

/** The request as a cURL command in the dialect it came in, at this endpoint, with the local token as `$HEIMDALL_KEY`. */
export function copyAsCurl(source: CopySource): string {
  const { record, baseUrl } = source;
  const whole = wholeRequest(source);
  const { text, remark: reason } = promptText(source);
  const remark = whole === null ? reason : null;
  const made = requestOf(record.dialect, record.decision.requested_model, text);
  const { headers } = made;
  const { path, body } = whole === null ? made : { path: whole.path, body: whole.json };
  const lines = [
    `curl ${shellQuote(`${baseUrl.replace(/\/v1$/, '')}${path}`)}`,
    ...headers.map((header) => `  -H ${header}`),
    `  -d ${shellQuote(JSON.stringify(body))}`,
  ];
  return `${remark === null ? '' : `# ${remark}\n`}${lines.join(' \\\n')}`;
}

const JSON_HEADER = "'content-type: application/json'";

interface HttpRequest {
  readonly path: string;
  /** Quoted for a shell that fills in `$HEIMDALL_KEY`. */
  readonly headers: readonly string[];
  readonly body: unknown;
}

function requestOf(dialect: string, model: string, text: string): HttpRequest {
  const messages = [{ role: 'user', content: text }];
  const bearer = ['"authorization: Bearer $HEIMDALL_KEY"', JSON_HEADER];
  if (dialect === 'anthropic') {
    const headers = ['"x-api-key: $HEIMDALL_KEY"', "'anthropic-version: 2023-06-01'", JSON_HEADER];
    return { path: '/v1/messages', headers, body: { model, max_tokens: 1_024, messages } };
  }
  if (dialect === 'gemini') {
    const headers = ['"x-goog-api-key: $HEIMDALL_KEY"', JSON_HEADER];
    const body = { contents: [{ role: 'user', parts: [{ text }] }] };
    return { path: `/v1beta/models/${model}:generateContent`, headers, body };
  }
  if (dialect === 'openai-responses') return { path: '/v1/responses', headers: bearer, body: { model, input: text } };
  return { path: '/v1/chat/completions', headers: bearer, body: { model, messages } };
}

/** Single quotes keep everything as it is; one inside ends them, stands escaped, and starts them again. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
