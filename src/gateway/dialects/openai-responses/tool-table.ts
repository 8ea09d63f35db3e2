/**
 * The tools of a request under the names that other dialects know them by: a custom tool is bridged as a function, and
 * a tool in a namespace carries the namespace in its name.
 */
import type { ToolDefinition } from '../canonical.ts';
import { readFunction } from '../openai-chat/chat-canonical.ts';
import { bridgeCustomTool } from '../openai-chat/custom-tools.ts';
import { type JsonObject, objectsOf, textOf, textOrNull } from '../openai-chat/json-fields.ts';

/** What the caller calls a tool. */
export interface NamedTool {
  readonly name: string;
  readonly namespace: string | null;
  readonly custom: boolean;
}

export interface ToolTable {
  /** By the canonical name. */
  readonly names: ReadonlyMap<string, NamedTool>;
  readonly definitions: readonly ToolDefinition[];
  /** Tools that OpenAI runs itself: `tool web_search`. */
  readonly dropped: readonly string[];
}

export function readToolTable(body: JsonObject): ToolTable {
  const names = new Map<string, NamedTool>();
  const definitions: ToolDefinition[] = [];
  const dropped: string[] = [];
  const add = (tool: JsonObject, namespace: string | null): void => {
    const name = textOf(tool.name);
    const full = canonicalName(name, namespace);
    if (tool.type === 'namespace') {
      for (const inner of objectsOf(tool.tools)) add(inner, name);
    } else if (tool.type === 'custom') {
      names.set(full, { name, namespace, custom: true });
      definitions.push(bridgeCustomTool(full, tool));
    } else if (tool.type === 'function') {
      names.set(full, { name, namespace, custom: false });
      definitions.push({ ...readFunction(tool), name: full });
    } else {
      dropped.push(`tool ${textOf(tool.type)}`.trim());
    }
  };
  for (const tool of objectsOf(body.tools)) add(tool, null);
  return { names, definitions, dropped };
}

/** One name for a tool and its namespace; Codex ends the namespaces of MCP servers with two underscores. */
export function canonicalName(name: string, namespace: unknown): string {
  const prefix = textOrNull(namespace);
  if (prefix === null) return name;
  return prefix.endsWith('__') ? prefix + name : `${prefix}__${name}`;
}

/** The caller's name of a tool. A name that nobody offered is passed on: models make some up. */
export function namedTool(table: ToolTable, name: string): NamedTool {
  return table.names.get(name) ?? { name, namespace: null, custom: false };
}
