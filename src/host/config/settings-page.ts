/** docs/configuration.md's tables of every setting, from the schema. */
import { allowedWords, present, type SettingNode, settingsJsonSchema } from './settings-json-schema.ts';

interface Row {
  /** `router.alpha`, `providers.NAME.base_url`, `providers.NAME.models[].id`. */
  readonly key: string;
  readonly node: SettingNode;
  readonly required: boolean;
}

/** A heading and a table for each section, then one for the keys without a section. Markdown. */
export function settingTables(): string {
  const { properties = {} } = settingsJsonSchema();
  const sections = Object.entries(properties).filter(([, node]) => present(node).type === 'object');
  const others = Object.entries(properties).filter(([, node]) => present(node).type !== 'object');
  const tables = sections.map(([name, node]) => {
    const about = node.description ?? '';
    return `### ${name}\n\n${about.charAt(0).toUpperCase()}${about.slice(1)}.\n\n${table(rowsOf(name, node))}`;
  });
  const rest = others.map(([key, node]) => ({ key, node, required: false }));
  return [...tables, `### Without a section\n\n${table(rest)}`].join('\n\n');
}

/** What is below a section, each with the whole of its key; a section in it has no row of its own. */
function rowsOf(key: string, node: SettingNode): Row[] {
  const { properties = {}, additionalProperties, required = [] } = present(node);
  const rows = Object.entries(properties).flatMap(([name, child]): Row[] => {
    const row = { key: `${key}.${name}`, node: child, required: required.includes(name) };
    const inner = inside(row.key, child);
    return isSection(child) ? inner : [row, ...inner];
  });
  if (!additionalProperties) return rows;
  const named = `${key}.NAME`;
  const inner = inside(named, additionalProperties);
  return [...rows, ...(inner.length > 0 ? inner : [{ key: named, node: additionalProperties, required: false }])];
}

function inside(key: string, node: SettingNode): Row[] {
  const { type, items } = present(node);
  if (type === 'object') return rowsOf(key, node);
  return type === 'array' && items !== undefined && present(items).type === 'object' ? rowsOf(`${key}[]`, items) : [];
}

/** Always there: one that may be null has a row that says so. */
function isSection(node: SettingNode): boolean {
  return node.type === 'object' && !node.additionalProperties;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ key, node, required }) => {
    const fallback = required ? 'required' : 'default' in node ? `\`${JSON.stringify(node.default)}\`` : 'absent';
    return `| \`${key}\` | ${valueWords(node)} | ${fallback} | ${inCell(node.description ?? '')} |`;
  });
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

/** What is inside has rows of its own. */
function valueWords(node: SettingNode): string {
  const { type, items, additionalProperties } = present(node);
  const nullable = allowedWords(node).endsWith(', or null') ? ', or null' : '';
  if (type === 'object') return `a section${nullable}`;
  if (type === 'array' && items !== undefined && present(items).type === 'object') return `a list${nullable}`;
  return additionalProperties ? 'names' : inCell(allowedWords(node));
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
