export interface Snippet {
  readonly id:
    | 'python'
    | 'node'
    | 'env'
    | 'curl'
    | 'anthropic'
    | 'claude-code'
    | 'codex'
    | 'gemini'
    | 'gemini-cli'
    | 'langchain'
    | 'ai-sdk';
  readonly label: string;
  readonly language: string;
  readonly code: string;
}

/** What stands for a key where none is needed: provider keys stay with the router. */
const PLACEHOLDER = 'heimdall';

/**
 * How to point an app here.
 *
 * @param baseUrl For OpenAI clients, ending in `/v1`; the others add their version segment themselves.
 * @param appKey A key that Heimdall issued to the app; null for a placeholder.
 */
export function snippetsFor(baseUrl: string, appKey: string | null = null): readonly Snippet[] {
  const key = appKey ?? PLACEHOLDER;
  const origin = baseUrl.replace(/\/v1$/, '');
  return [
    {
      id: 'python',
      label: 'OpenAI Python',
      language: 'python',
      code: `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="${key}")
answer = client.chat.completions.create(
    model="heimdall/auto",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.model, answer.choices[0].message.content)`,
    },
    {
      id: 'node',
      label: 'OpenAI Node',
      language: 'typescript',
      code: `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${baseUrl}', apiKey: '${key}' });
const answer = await client.chat.completions.create({
  model: 'heimdall/auto',
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(answer.model, answer.choices[0]?.message.content);`,
    },
    {
      id: 'env',
      label: 'Environment',
      language: 'shell',
      code: `export OPENAI_BASE_URL=${baseUrl}
export OPENAI_API_KEY=${key}`,
    },
    {
      id: 'curl',
      label: 'cURL',
      language: 'shell',
      code: `curl ${baseUrl}/chat/completions \\
  -H 'content-type: application/json' \\${appKey === null ? '' : `\n  -H 'authorization: Bearer ${appKey}' \\`}
  -d '{"model": "heimdall/auto", "messages": [{"role": "user", "content": "Hello"}]}'`,
    },
    {
      id: 'anthropic',
      label: 'Anthropic',
      language: 'python',
      code: `from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key="${key}")
answer = client.messages.create(
    model="heimdall/auto",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.model, answer.content[0].text)`,
    },
    {
      id: 'claude-code',
      label: 'Claude Code',
      language: 'shell',
      code: `export ANTHROPIC_BASE_URL=${origin}
export ANTHROPIC_AUTH_TOKEN=${key}
claude --model heimdall/auto`,
    },
    {
      id: 'codex',
      label: 'Codex CLI',
      language: 'toml',
      code: `${appKey === null ? '' : `# in the shell: export HEIMDALL_API_KEY=${appKey}\n`}# ~/.codex/config.toml
model = "heimdall/auto"
model_provider = "heimdall"

[model_providers.heimdall]
name = "Heimdall"
base_url = "${baseUrl}"
wire_api = "responses"${appKey === null ? '' : '\nenv_key = "HEIMDALL_API_KEY"'}`,
    },
    {
      id: 'gemini',
      label: 'Gemini',
      language: 'python',
      code: `from google import genai

client = genai.Client(api_key="${key}", http_options={"base_url": "${origin}"})
answer = client.models.generate_content(model="heimdall/auto", contents="Hello")
print(answer.model_version, answer.text)`,
    },
    {
      id: 'gemini-cli',
      label: 'Gemini CLI',
      language: 'shell',
      code: `# once, in ~/.gemini/settings.json: {"security": {"auth": {"selectedType": "gemini-api-key"}}}
export GOOGLE_GEMINI_BASE_URL=${origin}
export GEMINI_API_KEY=${key}
gemini --model heimdall/auto`,
    },
    {
      id: 'langchain',
      label: 'LangChain',
      language: 'python',
      code: `from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="heimdall/auto", base_url="${baseUrl}", api_key="${key}")
print(llm.invoke("Hello").content)`,
    },
    {
      id: 'ai-sdk',
      label: 'AI SDK',
      language: 'typescript',
      code: `import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';

const heimdall = createOpenAI({ baseURL: '${baseUrl}', apiKey: '${key}' });
const { text } = await generateText({ model: heimdall.chat('heimdall/auto'), prompt: 'Hello' });`,
    },
  ];
}
