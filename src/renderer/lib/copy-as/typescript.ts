import { type CopySource, chatArguments } from './request-text.ts';

/** The request with the OpenAI SDK for TypeScript, at this endpoint. */
export function copyAsTypeScript(source: CopySource): string {
  const { args, remark } = chatArguments(source);
  return [
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: ${JSON.stringify(source.baseUrl)}, apiKey: process.env.HEIMDALL_KEY });`,
    ...(remark === null ? [] : [`// ${remark}`]),
    'const answer = await client.chat.completions.create({',
    ...Object.entries(args).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`),
    '});',
    args.stream === true
      ? 'for await (const chunk of answer) console.log(chunk);'
      : 'console.log(answer.choices[0]?.message.content);',
  ].join('\n');
}
