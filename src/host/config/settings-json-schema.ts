import { z } from 'zod';
import { settingsSchema } from '../../shared/settings-schema.ts';

/** The part of JSON Schema (draft 2020-12) that the settings use. */
export interface SettingNode {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SettingNode>>;
  readonly additionalProperties?: false | SettingNode;
  readonly items?: SettingNode;
  readonly anyOf?: readonly SettingNode[];
}

let made: SettingNode | null = null;

/** The JSON Schema of what may stand in a `heimdall.yaml`. */
export function settingsJsonSchema(): SettingNode {
  made ??= {
    ...(z.toJSONSchema(settingsSchema, { target: 'draft-2020-12', io: 'input' }) as SettingNode),
    ...{ title: 'heimdall.yaml', description: 'Settings of Heimdall. Every key is optional unless it says otherwise.' },
  };
  return made;
}

/** A node without `null`: what it is when it is there. */
export function present(node: SettingNode): SettingNode {
  const found = node.anyOf?.find(({ type }) => type !== 'null');
  return found === undefined ? node : { ...found, ...(node.description ? { description: node.description } : {}) };
}

/** What is allowed for a key, by its keys from the root; null when there is no such setting. */
export function nodeAt(path: readonly (string | number)[]): SettingNode | null {
  let node: SettingNode | undefined = settingsJsonSchema();
  for (const key of path) {
    const { properties = {}, additionalProperties, items }: SettingNode = present(node);
    if (typeof key === 'number') node = items;
    else if (Object.hasOwn(properties, key)) node = properties[key];
    else node = additionalProperties === false ? undefined : additionalProperties;
    if (node === undefined) return null;
  }
  return node;
}

const VARIABLE_NAME = '^[A-Za-z_][A-Za-z0-9_]*$';

/** What is allowed, in words: `a number from 0 to 1`. */
export function allowedWords(node: SettingNode): string {
  const nullable = node.anyOf?.some(({ type }) => type === 'null') ?? false;
  return `${wordsOf(present(node))}${nullable ? ', or null' : ''}`;
}

function wordsOf(node: SettingNode): string {
  const { type, format, pattern, items, additionalProperties, properties } = node;
  if (node.enum !== undefined) return `one of ${node.enum.join(', ')}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'number' || type === 'integer') return `a ${type === 'integer' ? 'whole ' : ''}number${rangeOf(node)}`;
  if (type === 'array') return items === undefined ? 'a list' : `a list: each ${wordsOf(present(items))}`;
  if (type === 'object') {
    if (additionalProperties) return `names, each with ${wordsOf(present(additionalProperties))}`;
    return `a section with ${Object.keys(properties ?? {}).join(', ')}`;
  }
  if (format === 'uri') return 'a URL';
  return pattern === VARIABLE_NAME ? 'the name of an environment variable' : 'text';
}

function rangeOf({ minimum, maximum }: SettingNode): string {
  // The safe integers are no limit that anybody set.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined) return most === undefined ? '' : ` up to ${most}`;
  return most === undefined ? ` from ${minimum}` : ` from ${minimum} to ${most}`;
}
