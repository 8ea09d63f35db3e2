import { stringify } from 'yaml';
import { HeimdallError } from '../../core/index.ts';
import { readYaml } from '../files/yaml-document.ts';
import { importClaudeCodeRouter } from './claude-code-router.ts';
import { ImportDraft, type ImportNote, type ImportVariable, type KnownModels } from './import-draft.ts';
import { importLiteLlm } from './litellm.ts';
import { sectionOf } from './untrusted.ts';

/** A `heimdall.yaml` made of another router's file. */
export interface ImportedConfig {
  readonly from: 'LiteLLM' | 'claude-code-router';
  /** In order as settings; holds no secret. */
  readonly yaml: string;
  readonly variables: readonly ImportVariable[];
  /** What was not carried over, and why. */
  readonly notes: readonly ImportNote[];
}

/**
 * Reads the configuration of LiteLLM (`config.yaml`) or claude-code-router (`config.json`).
 *
 * @param path Only for messages.
 * @throws {HeimdallError} `config_unreadable` when it is neither YAML nor JSON, `config_invalid` when it is of neither.
 */
export function importConfig(text: string, path: string, known: KnownModels): ImportedConfig {
  const root = sectionOf(readYaml(text, path, 'config_unreadable').value);
  const draft = new ImportDraft(known);
  const from = kindOf(root);
  if (from === 'LiteLLM') importLiteLlm(root, draft);
  else importClaudeCodeRouter(root, draft);
  const { variables, notes } = draft;
  return { from, variables, notes, yaml: `${headOf(from, variables)}${stringify(draft.settings(), { lineWidth: 0 })}` };
}

function kindOf(root: Readonly<Record<string, unknown>>): ImportedConfig['from'] {
  if (Array.isArray(root.model_list)) return 'LiteLLM';
  if (Array.isArray(root.Providers) || Array.isArray(root.providers)) return 'claude-code-router';
  throw new HeimdallError(
    'config_invalid',
    'The file is of no router that is known: LiteLLM has a model_list, claude-code-router a list of Providers.',
  );
}

function headOf(from: string, variables: readonly ImportVariable[]): string {
  const set = variables.map(({ name, from: key }) => `#   ${name}: the value of ${key} there\n`).join('');
  const needs = set === '' ? '' : `# Set these environment variables; secrets were not copied:\n${set}`;
  return `# Made from a configuration of ${from} by \`heimdall config import\`.\n${needs}`;
}
