/** Which codec speaks to whom. */
import type { ProviderConnection } from '../gateway-options.ts';
import { anthropicClient, anthropicProvider } from './anthropic/index.ts';
import type { DialectName } from './canonical.ts';
import type { ClientDialect, ProviderDialect } from './dialect.ts';
import { geminiClient, geminiProvider } from './gemini/index.ts';
import { createOpenAiChatProvider, openaiChatClient } from './openai-chat/index.ts';
import { openaiResponsesClient, openaiResponsesProvider } from './openai-responses/index.ts';

/** How clients of each dialect are read and answered. */
export const CLIENT_DIALECTS: Readonly<Record<DialectName, ClientDialect>> = {
  'openai-chat': openaiChatClient,
  'openai-responses': openaiResponsesClient,
  anthropic: anthropicClient,
  gemini: geminiClient,
};

/** Compatible servers differ a little, so there is one codec for each of them. */
const chatProviders = new Map<string, ProviderDialect>();

/** The codec of a connection for a caller: the caller's own dialect where the provider takes it. */
export function providerDialect(connection: ProviderConnection, caller: DialectName): ProviderDialect {
  const name = connection.alsoSpeaks?.includes(caller) === true ? caller : connection.dialect;
  switch (name) {
    case 'anthropic':
      return anthropicProvider;
    case 'gemini':
      return geminiProvider;
    case 'openai-responses':
      return openaiResponsesProvider;
    case 'openai-chat':
      return chatProvider(connection.name);
  }
}

/** A codec that reads answers in a dialect, whoever gave them. */
export function answerReader(name: DialectName): ProviderDialect {
  return providerDialect({ ...ANY_SERVER, dialect: name }, name);
}

const ANY_SERVER = { name: 'any', baseUrl: '', apiKey: null, requiresKey: false, keySource: null } as const;

/** The built-in provider answers like an OpenAI-compatible server. */
export function simulatorDialect(): ProviderDialect {
  return chatProvider('simulator');
}

function chatProvider(name: string): ProviderDialect {
  let dialect = chatProviders.get(name);
  if (dialect === undefined) {
    dialect = createOpenAiChatProvider(name);
    chatProviders.set(name, dialect);
  }
  return dialect;
}
