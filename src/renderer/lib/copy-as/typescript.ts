import { type CopySource, promptText } from './request-text.ts';

/** The request with the OpenAI SDK for TypeScript, at this endpoint. */
export function copyAsTypeScript({ record, baseUrl }: CopySource): string {
  const { text, remark } = promptText(record);
  return [
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: ${JSON.stringify(baseUrl)}, apiKey: process.env.HEIMDALL_KEY });`,
    ...(remark === null ? [] : [`// ${remark}`]),
    'const answer = await client.chat.completions.create({',
    `  model: ${JSON.stringify(record.decision.requested_model)},`,
    `  messages: [{ role: 'user', content: ${JSON.stringify(text)} }],`,
    '});',
    'console.log(answer.choices[0]?.message.content);',
  ].join('\n');
}
