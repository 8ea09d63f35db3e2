/** Google's `Schema` (OpenAPI with upper-case type names) to JSON Schema. */
import { isObject, type JsonObject } from './fields.ts';

/** Fields that hold one schema, a list of them, or a map of them. */
const ONE = new Set(['items', 'additionalProperties', 'not']);
const LISTS = new Set(['anyOf', 'any_of', 'oneOf', 'allOf', 'prefixItems']);
const MAPS = new Set(['properties', '$defs', 'defs', 'definitions']);
/** int64 fields, which protobuf's JSON writes as strings. */
const COUNTS = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']);
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['any_of', 'anyOf'],
  ['min_items', 'minItems'],
  ['max_items', 'maxItems'],
  ['min_length', 'minLength'],
  ['max_length', 'maxLength'],
  ['min_properties', 'minProperties'],
  ['max_properties', 'maxProperties'],
]);
/** Deeper is not a schema that anyone wrote. */
const MAX_DEPTH = 64;

/**
 * JSON Schema of a Google schema: type names in lower case, `nullable` as a second type, counts as numbers. What is
 * JSON Schema already comes out as it went in.
 */
export function toJsonSchema(schema: JsonObject, depth = 0): Record<string, unknown> {
  if (depth > MAX_DEPTH) return {};
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    const key = RENAMED.get(name) ?? name;
    if (key === 'type') result.type = typeName(value);
    else if (ONE.has(key) && isObject(value)) result[key] = toJsonSchema(value, depth + 1);
    else if (LISTS.has(key) && Array.isArray(value)) result[key] = value.map((entry) => convert(entry, depth));
    else if (MAPS.has(key) && isObject(value)) result[key] = convertMap(value, depth);
    else if (COUNTS.has(key) && typeof value === 'string') result[key] = Number(value);
    // The order of properties is a hint to Gemini's decoder; `enum` as a format says what `enum` says.
    else if (
      key !== 'nullable' &&
      key !== 'propertyOrdering' &&
      key !== 'property_ordering' &&
      !isEnumFormat(key, value)
    )
      result[key] = value;
  }
  return schema.nullable === true ? withNull(result) : result;
}

function convert(value: unknown, depth: number): unknown {
  return isObject(value) ? toJsonSchema(value, depth + 1) : value;
}

function convertMap(map: JsonObject, depth: number): Record<string, unknown> {
  // fromEntries, not assignment: a property may be called __proto__.
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, convert(value, depth)]));
}

function typeName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typeName);
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function isEnumFormat(key: string, value: unknown): boolean {
  return key === 'format' && value === 'enum';
}

function withNull(schema: Record<string, unknown>): Record<string, unknown> {
  const { type } = schema;
  if (typeof type === 'string') schema.type = [type, 'null'];
  else if (Array.isArray(schema.anyOf)) schema.anyOf = [...schema.anyOf, { type: 'null' }];
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  return schema;
}
