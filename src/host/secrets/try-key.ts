/** Asks a provider whether it takes the key in force, by the cheapest call that needs one: nothing is generated. */
import { type AuthRegistry, HeimdallError } from '../../core/index.ts';
import { type Fetch, type ProviderConnection, readProviderError, refusesCredential } from '../../gateway/gateway.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { below, readText } from '../catalog/fetch-json.ts';

export type KeyVerdict = ConsoleOutput<'keys.test'>;

const TIMEOUT_MS = 15_000;

export interface TryKeyOptions {
  readonly auth: AuthRegistry;
  readonly fetch: Fetch;
  readonly version: string;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/** @throws {HeimdallError} `provider_unconfigured` when there is no key to try. */
export async function tryKey(connection: ProviderConnection, options: TryKeyOptions): Promise<KeyVerdict> {
  const { name, apiKey, requiresKey, dialect, baseUrl } = connection;
  if (apiKey === null && requiresKey) {
    throw new HeimdallError('provider_unconfigured', `There is no key of ${name} to test.`);
  }
  const { host } = new URL(baseUrl);
  const auth = { adapter: 'openai-key', type: 'api-key', provider: name, token: apiKey ?? '' } as const;
  const started = options.now();
  const done = (verdict: KeyVerdict['verdict'], message: string): KeyVerdict => ({
    verdict,
    message,
    ms: Math.round(options.now() - started),
  });
  try {
    const response = await options.fetch(checkUrl(connection), {
      headers: {
        accept: 'application/json',
        'user-agent': `heimdall/${options.version}`,
        ...(dialect === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}),
        ...(apiKey === null ? {} : options.auth.apply(auth, { provider: name, dialect })),
      },
      // A key is for the host that it was meant for.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) {
      await response.body?.cancel();
      return done('ok', `${host} took ${apiKey === null ? 'the call' : 'the key'}.`);
    }
    const body = await readText(response, host);
    const said = `${host} answered ${response.status}: ${readProviderError(connection, response.status, body)}`;
    // Nothing but the list was asked for: who may not have that may not use the key (OpenAI, Anthropic and Google say so).
    const refused = response.status === 403 || refusesCredential(response.status, body);
    return done(refused ? 'refused' : 'unclear', said);
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    if (!late && !HeimdallError.isInstance(error)) throw error;
    return done('offline', late ? `${host} did not answer within ${TIMEOUT_MS / 1_000} s.` : error.message);
  }
}

/**
 * OpenRouter lists its models to anybody, so it is asked about the key itself (`GET /api/v1/key`, openrouter.ai/docs/api).
 * Of the others' lists the first entry is enough, where that can be said.
 */
function checkUrl({ name, dialect, baseUrl }: ProviderConnection): string {
  if (name === 'openrouter') return below(baseUrl, '/key');
  const url = new URL(below(baseUrl, '/models'));
  if (dialect === 'gemini') url.searchParams.set('pageSize', '1');
  if (dialect === 'anthropic') url.searchParams.set('limit', '1');
  return url.href;
}
