import { HeimdallError, promptText } from '../../../src/core/index.ts';
import { DIALECTS, type DialectName } from '../../../src/gateway/dialects/canonical.ts';
import type { ClientDialect, RenderTarget } from '../../../src/gateway/dialects/dialect.ts';
import { parseEmbedContents } from '../../../src/gateway/dialects/gemini/embeddings.ts';
import { legacyCompletionsClient } from '../../../src/gateway/dialects/legacy-completions.ts';
import { parseEmbeddings } from '../../../src/gateway/dialects/openai-chat/embeddings.ts';
import { answerReader, CLIENT_DIALECTS } from '../../../src/gateway/dialects/registry.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { dialectFixtures } from './fixtures.ts';

const HINTS = { model: 'heimdall/auto', stream: true };

const RENDER_TARGETS: readonly RenderTarget[] = [
  {
    upstreamId: 'chosen',
    effort: 'high',
    chosenByUs: true,
    maxOutputTokens: 1_000,
    thinkingBudget: { min: 128, max: 2_000 },
    efforts: ['low', 'high'],
  },
  { upstreamId: 'named', effort: null, chosenByUs: false, maxOutputTokens: null, thinkingBudget: null, efforts: null },
];

const SEEDS: Readonly<Record<DialectName, readonly string[]>> = {
  'openai-chat': dialectFixtures('openai-chat', /request\.json$/),
  'openai-responses': dialectFixtures('openai-responses', /request\.json$/),
  anthropic: dialectFixtures('anthropic', /request\.json$/),
  gemini: dialectFixtures('gemini', /request\.json$/),
};

/** A request of every dialect that clients speak, through its parser and to every provider. */
export const requestTargets: readonly FuzzTarget[] = [
  ...DIALECTS.map((name) => requestTarget(`request-${name}`, CLIENT_DIALECTS[name], SEEDS[name])),
  requestTarget('request-legacy-completions', legacyCompletionsClient, [
    JSON.stringify({
      model: 'heimdall/auto',
      prompt: ['Say hi'],
      max_tokens: 5,
      stop: ['\n'],
      stream: true,
      suffix: '.',
    }),
  ]),
  {
    name: 'request-embeddings',
    seeds: [
      JSON.stringify({
        model: 'heimdall/static-384',
        input: ['one', 'two'],
        encoding_format: 'base64',
        dimensions: 384,
      }),
      JSON.stringify({
        requests: [{ model: 'models/x', content: { parts: [{ text: 'one' }] }, taskType: 'CLUSTERING' }],
      }),
    ],
    run(bytes) {
      attempt(() => parseEmbeddings(bytes));
      attempt(() => parseEmbedContents(bytes, 'x', false));
      parseEmbedContents(bytes, 'x', true);
    },
  },
];

function requestTarget(name: string, client: ClientDialect, seeds: readonly string[]): FuzzTarget {
  return {
    name,
    seeds,
    run(bytes) {
      const parsed = client.parse(bytes, HINTS);
      promptText(parsed.request);
      for (const dialect of DIALECTS) {
        const provider = answerReader(dialect);
        for (const target of RENDER_TARGETS) {
          attempt(() => JSON.stringify(provider.renderRequest(parsed.canonical(), target)));
          if (dialect === parsed.dialect) JSON.stringify(provider.passThrough(parsed, target));
        }
      }
    },
  };
}

/** What one provider cannot be sent, another can. */
function attempt(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!HeimdallError.isInstance(error)) throw error;
  }
}
