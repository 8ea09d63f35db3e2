/** Fields of a schema whose values are data, not schemas. */
const DATA_FIELDS = new Set(['enum', 'const', 'default', 'examples']);
const MAX_DEPTH = 64;

/**
 * A copy of a JSON schema in which objects allow no other fields than those that they name. The API demands it in so
 * many words, while other APIs imply it. An explicit `additionalProperties` is the caller's and stays.
 */
export function closedSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return close(schema, 0) as Record<string, unknown>;
}

function close(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => close(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    copy[name] = DATA_FIELDS.has(name) ? inner : close(inner, depth + 1);
  }
  const isObject = copy.type === 'object' || (Array.isArray(copy.type) && copy.type.includes('object'));
  if (isObject && copy.additionalProperties === undefined) copy.additionalProperties = false;
  return copy;
}
