import { type CopySource, chatArguments } from './request-text.ts';

/** The request with the OpenAI SDK for Python, at this endpoint. */
export function copyAsPython(source: CopySource): string {
  const { args, remark } = chatArguments(source);
  return [
    'import os',
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${pythonLiteral(source.baseUrl)}, api_key=os.environ["HEIMDALL_KEY"])`,
    ...(remark === null ? [] : [`# ${remark}`]),
    'answer = client.chat.completions.create(',
    ...Object.entries(args).map(([name, value]) => `    ${name}=${pythonLiteral(value)},`),
    ')',
    args.stream === true ? 'for chunk in answer:\n    print(chunk)' : 'print(answer.choices[0].message.content)',
  ].join('\n');
}

/** A JSON value as Python writes it. A JSON string is a Python string as it is. */
function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`);
  return `{${entries.join(', ')}}`;
}
