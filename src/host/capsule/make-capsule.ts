import { sha256Hex } from '../../library/config-revision.ts';
import { CAPSULE_SCHEMA, type Capsule } from '../../shared/capsule.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { catalogVersion } from '../catalog/catalog-version.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';
import { MAX_STORED_PROMPT } from '../storage/prompt-policy.ts';

type Parts = Pick<ConsoleParts, 'routing' | 'config' | 'log' | 'price' | 'identity'>;

/** Makes capsules of one moment: the catalog and the artifact are named once. */
export function capsuleWriter(parts: Parts): (record: DecisionRecord, embedding: boolean) => Capsule {
  const { routing, config, log, price, identity } = parts;
  const catalog = config.current().router.catalog ?? routing.artifact.catalog;
  const hashes = {
    artifact_manifest: sha256Hex(JSON.stringify(routing.artifact.manifest)),
    artifact_version: routing.artifact.version,
    catalog: catalogVersion(catalog.models),
  };
  const facts = (model: string): Capsule['targets'][number] => {
    const known = catalog.get(model);
    const cost = price(model);
    return {
      model,
      context_tokens: known?.context_tokens ?? null,
      input_usd_per_mtok: cost?.inputUsdPerMtok ?? null,
      output_usd_per_mtok: cost?.outputUsdPerMtok ?? null,
    };
  };
  return ({ decision, outcome, app, dialect, replay_of }, embedding) => {
    const prompt = embedding ? log.promptText(decision.id) : null;
    // A text that was cut has other features than the decision had.
    const whole = prompt !== null && prompt.length < MAX_STORED_PROMPT ? prompt : null;
    const row = embedding ? routing.router().featureRow(decision, whole) : null;
    return {
      schema: CAPSULE_SCHEMA,
      heimdall: identity.version,
      decision,
      outcome,
      app,
      dialect,
      replay_of,
      feature_row: row === null ? null : encodeRow(row),
      targets: [...new Set(decision.candidates.map(({ model }) => model))].map(facts),
      hashes,
    };
  };
}

function encodeRow(row: Float32Array): Capsule['feature_row'] {
  const bytes = Buffer.alloc(row.length * 4);
  for (const [index, value] of row.entries()) bytes.writeFloatLE(value, index * 4);
  return { dtype: 'float32-le', length: row.length, base64: bytes.toString('base64') };
}

/** Null when there is none, or it has another length than it says. */
export function decodeRow(row: Capsule['feature_row']): Float32Array | null {
  if (row === null) return null;
  const bytes = Buffer.from(row.base64, 'base64');
  if (bytes.length !== row.length * 4) return null;
  return Float32Array.from({ length: row.length }, (_, index) => bytes.readFloatLE(index * 4));
}
