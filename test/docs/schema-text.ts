/** Schemas as types are written: short enough to be read on a page. */
import { z } from 'zod';

type Json = z.core.JSONSchema.BaseSchema;

const LINE = 110;

/**
 * @param names What to call schemas that have a name of their own.
 * @param io Whether it is what goes in, where defaults may be absent, or what comes out.
 */
export function schemaText(schema: z.ZodType, names: ReadonlyMap<unknown, string>, io: 'input' | 'output'): string {
  if (schema instanceof z.ZodUndefined) return 'nothing';
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const name = (zodSchema as unknown) === schema ? undefined : names.get(zodSchema);
      if (name !== undefined) jsonSchema.title = name;
    },
  });
  return textOf(json, '');
}

function textOf(schema: Json | boolean, indent: string): string {
  if (typeof schema === 'boolean') return 'anything';
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.map((each) => textOf(each, indent)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((each) => textOf(each, indent)).join(' & ');
  if (schema.type === 'array') return listText(schema, indent);
  if (schema.type === 'object') return objectText(schema, indent);
  return [schema.type ?? 'anything'].flat().join(' | ');
}

function listText({ items, prefixItems }: Json, indent: string): string {
  if (prefixItems !== undefined) return `[${prefixItems.map((each) => textOf(each, indent)).join(', ')}]`;
  const item = (items as Json | undefined) ?? {};
  const isUnion = item.title === undefined && (item.anyOf ?? item.oneOf ?? item.enum) !== undefined;
  const text = textOf(item, indent);
  return isUnion || Array.isArray(item.type) ? `(${text})[]` : `${text}[]`;
}

function objectText({ properties, required = [], additionalProperties }: Json, indent: string): string {
  const inner = `${indent}  `;
  const parts = Object.entries(properties ?? {}).map(([key, value]) => {
    return `${/^\w+$/.test(key) ? key : JSON.stringify(key)}${required.includes(key) ? '' : '?'}: ${textOf(value, inner)}`;
  });
  if (typeof additionalProperties === 'object') parts.push(`[name]: ${textOf(additionalProperties, inner)}`);
  const line = `{ ${parts.join('; ')} }`;
  if (parts.length === 0) return '{}';
  if (line.length + indent.length <= LINE && !line.includes('\n')) return line;
  return `{\n${parts.map((part) => `${inner}${part}`).join('\n')}\n${indent}}`;
}
