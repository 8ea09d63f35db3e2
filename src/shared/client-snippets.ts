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

/**
 * How to point an app here. The key is a placeholder: provider keys stay with the router.
 *
 * @param baseUrl For OpenAI clients, ending in `/v1`; the others add their version segment themselves.
 */
export function snippetsFor(baseUrl: string): readonly Snippet[] {
  const origin = baseUrl.replace(/\/v1$/, '');
  return [
    {
      id: 'python',
      label: 'OpenAI Python',
      language: 'python',
      code: `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="heimdall")
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

const client = new OpenAI({ baseURL: '${baseUrl}', apiKey: 'heimdall' });
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
export OPENAI_API_KEY=heimdall`,
    },
    {
      id: 'curl',
      label: 'cURL',
      language: 'shell',
      code: `curl ${baseUrl}/chat/completions \\
  -H 'content-type: application/json' \\
  -d '{"model": "heimdall/auto", "messages": [{"role": "user", "content": "Hello"}]}'`,
    },
    {
      id: 'anthropic',
      label: 'Anthropic',
      language: 'python',
      code: `from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key="heimdall")
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
export ANTHROPIC_AUTH_TOKEN=heimdall
claude --model heimdall/auto`,
    },
    {
      id: 'codex',
      label: 'Codex CLI',
      language: 'toml',
      code: `# ~/.codex/config.toml
model = "heimdall/auto"
model_provider = "heimdall"

[model_providers.heimdall]
name = "Heimdall"
base_url = "${baseUrl}"
wire_api = "responses"`,
    },
    {
      id: 'gemini',
      label: 'Gemini',
      language: 'python',
      code: `from google import genai

client = genai.Client(api_key="heimdall", http_options={"base_url": "${origin}"})
answer = client.models.generate_content(model="heimdall/auto", contents="Hello")
print(answer.model_version, answer.text)`,
    },
    {
      id: 'gemini-cli',
      label: 'Gemini CLI',
      language: 'shell',
      code: `# once, in ~/.gemini/settings.json: {"security": {"auth": {"selectedType": "gemini-api-key"}}}
export GOOGLE_GEMINI_BASE_URL=${origin}
export GEMINI_API_KEY=heimdall
gemini --model heimdall/auto`,
    },
    {
      id: 'langchain',
      label: 'LangChain',
      language: 'python',
      code: `from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="heimdall/auto", base_url="${baseUrl}", api_key="heimdall")
print(llm.invoke("Hello").content)`,
    },
    {
      id: 'ai-sdk',
      label: 'AI SDK',
      language: 'typescript',
      code: `import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';

const heimdall = createOpenAI({ baseURL: '${baseUrl}', apiKey: 'heimdall' });
const { text } = await generateText({ model: heimdall.chat('heimdall/auto'), prompt: 'Hello' });`,
    },
  ];
}
