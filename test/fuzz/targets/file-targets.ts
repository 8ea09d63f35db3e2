import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeimdallError, loadArtifact } from '../../../src/core/index.ts';
import { parseOpenRouter } from '../../../src/host/catalog/sources/openrouter.ts';
import { parsePriceFile } from '../../../src/host/catalog/sources/price-file.ts';
import { parseAnthropic, parseGoogle, parseOpenAi } from '../../../src/host/catalog/sources/provider-listings.ts';
import { parseConfig } from '../../../src/host/config/parse-config.ts';
import { importConfig } from '../../../src/host/config-import/import-config.ts';
import { parseTests } from '../../../src/host/routing-tests/parse-tests.ts';
import { capsuleSchema } from '../../../src/shared/capsule.ts';
import { readerOf, sha256, tinyArtifactFiles } from '../../helpers/tiny-artifact.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const artifactFiles = tinyArtifactFiles();
const artifactNames = [...artifactFiles.keys()];

/** Files that a person, a download or another Heimdall wrote. */
export const fileTargets: readonly FuzzTarget[] = [
  {
    name: 'config',
    seeds: [
      'router:\n  alpha: 0.6\n  cheap_candidates:\n    - { model: openai/gpt-5-nano, effort: low }\nproviders:\n  local:\n    base_url: http://127.0.0.1:11434/v1\n    models: [{ id: a, context_tokens: 8192 }]\nstorage: &s\n  prompts: hashed\n',
      JSON.stringify({
        gateway: { port: 4141, allowed_origins: ['http://localhost:3000'] },
        apps: { notes: { profile: 'Economy' } },
      }),
    ],
    run: (bytes) => void parseConfig(bytes.toString('utf8'), 'heimdall.yaml'),
  },
  {
    name: 'config-import',
    seeds: ['litellm.yaml', 'claude-code-router.json'].map((name) =>
      readFileSync(join(import.meta.dirname, '../../fixtures/config-import', name), 'utf8'),
    ),
    run(bytes) {
      const { yaml } = importConfig(bytes.toString('utf8'), 'config.yaml', { find: () => undefined });
      parseConfig(yaml, 'heimdall.yaml');
    },
  },
  {
    name: 'routing-tests',
    seeds: ['tests:\n  - name: proofs stay\n    prompt: Prove it\n    expect: { bucket: { at_least: mid } }\n'],
    run: (bytes) => void parseTests(bytes.toString('utf8'), 'tests.yaml'),
  },
  {
    name: 'model-lists',
    seeds: [
      JSON.stringify({
        data: [
          {
            id: 'a/b',
            name: 'B',
            context_length: 8192,
            pricing: { prompt: '0.000001', completion: '0.000002' },
            architecture: { input_modalities: ['text', 'image'] },
          },
        ],
      }),
      JSON.stringify({
        'a/b': {
          litellm_provider: 'openai',
          mode: 'chat',
          input_cost_per_token: 1e-6,
          output_cost_per_token: 2e-6,
          max_input_tokens: 10,
        },
      }),
      JSON.stringify({
        models: [{ name: 'models/gemini-3', inputTokenLimit: 1, supportedGenerationMethods: ['generateContent'] }],
        nextPageToken: 'x',
      }),
    ],
    run(bytes) {
      const body = jsonOf(bytes);
      for (const parse of [parseOpenRouter, parsePriceFile, parseOpenAi, parseGoogle, parseAnthropic]) {
        try {
          parse(body);
        } catch (error) {
          if (!HeimdallError.isInstance(error)) throw error;
        }
      }
    },
  },
  {
    name: 'capsule',
    seeds: [
      JSON.stringify({
        schema: 'heimdall.capsule/1',
        heimdall: '0.1.0',
        decision: { id: 'dec_1' },
        outcome: {},
        feature_row: null,
      }),
    ],
    run: (bytes) => void capsuleSchema.safeParse(jsonOf(bytes)),
  },
  {
    name: 'artifact',
    // The first byte says which file of the tiny artifact gets the rest.
    seeds: artifactNames.map(
      (name, index) =>
        String.fromCharCode(index) + Buffer.from(artifactFiles.get(name) as Uint8Array).toString('latin1'),
    ),
    async run(bytes) {
      const changed = new Map(artifactFiles);
      const name = artifactNames[(bytes[0] ?? 0) % artifactNames.length] as string;
      changed.set(name, bytes.subarray(1));
      await loadArtifact(readerOf(changed), sha256);
    },
  },
];

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
