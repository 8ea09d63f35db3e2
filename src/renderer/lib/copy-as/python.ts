import { type CopySource, promptText } from './request-text.ts';

/** The request with the OpenAI SDK for Python, at this endpoint. */
export function copyAsPython({ record, baseUrl }: CopySource): string {
  const { text, remark } = promptText(record);
  return [
    'import os',
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${literal(baseUrl)}, api_key=os.environ["HEIMDALL_KEY"])`,
    ...(remark === null ? [] : [`# ${remark}`]),
    'answer = client.chat.completions.create(',
    `    model=${literal(record.decision.requested_model)},`,
    `    messages=[{"role": "user", "content": ${literal(text)}}],`,
    ')',
    'print(answer.choices[0].message.content)',
  ].join('\n');
}

/** A JSON string is a Python string as well, but for surrogate pairs, which JSON.stringify leaves as characters. */
function literal(text: string): string {
  return JSON.stringify(text);
}
