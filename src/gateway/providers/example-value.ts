/** Makes a plausible value for a JSON schema, so that tool clients can be tried without a model. */

type Schema = Readonly<Record<string, unknown>>;

/** Deeper than this only what is required is filled in; much deeper, nothing. */
const OPTIONAL_DEPTH = 2;
const MAX_DEPTH = 12;

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2025-01-01',
  time: '12:00:00Z',
  'date-time': '2025-01-01T12:00:00Z',
  duration: 'PT1H',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** Texts for the string properties, used up in order: the quoted and capitalised words of the user's message. */
export function hintsFrom(message: string): string[] {
  const quoted = [...message.matchAll(/"([^"]{1,80})"|'([^']{2,80})'/g)].map(
    (match) => (match[1] ?? match[2]) as string,
  );
  const names = [...message.matchAll(/(?<=\s)\p{Lu}[\p{L}\p{M}-]+(?:\s\p{Lu}[\p{L}\p{M}-]+)*/gu)].map(
    (match) => match[0],
  );
  return [...quoted, ...names];
}

/**
 * A value that conforms to `schema`: types, required properties, enums, bounds and lengths, local references.
 * `pattern` is beyond it.
 *
 * @param hints Texts to use for free strings first; the array is used up.
 */
export function exampleValue(schema: unknown, hints: string[] = []): unknown {
  return example(schema, { root: schema, hints }, 'value', 0);
}

interface Context {
  readonly root: unknown;
  readonly hints: string[];
}

function example(schema: unknown, context: Context, name: string, depth: number): unknown {
  if (!isSchema(schema) || depth > MAX_DEPTH) return null;
  if (typeof schema.$ref === 'string') return example(lookUp(schema.$ref, context.root), context, name, depth + 1);
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (Array.isArray(schema.allOf)) return example(merged(schema, schema.allOf, context.root), context, name, depth + 1);
  const choice = firstOf(schema.anyOf) ?? firstOf(schema.oneOf);
  if (choice !== null) return example(choice, context, name, depth + 1);
  switch (typeOf(schema)) {
    case 'object':
      return exampleObject(schema, context, depth);
    case 'array':
      return exampleArray(schema, context, name, depth);
    case 'number':
      return exampleNumber(schema, 1);
    case 'integer':
      return Math.ceil(exampleNumber(schema, 1));
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return exampleString(schema, context.hints, name);
  }
}

function exampleObject(schema: Schema, context: Context, depth: number): Record<string, unknown> {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? (schema.required as unknown[]) : []);
  const value: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (required.has(name) || depth < OPTIONAL_DEPTH) value[name] = example(property, context, name, depth + 1);
  }
  return value;
}

function exampleArray(schema: Schema, context: Context, name: string, depth: number): unknown[] {
  const prefix = Array.isArray(schema.prefixItems) ? (schema.prefixItems as unknown[]) : [];
  const value = prefix.map((item) => example(item, context, name, depth + 1));
  const least = Math.min(64, numberOr(schema.minItems, isSchema(schema.items) ? 1 : 0));
  const most = numberOr(schema.maxItems, 64);
  while (value.length < least && value.length < most) value.push(example(schema.items, context, name, depth + 1));
  return value;
}

function exampleNumber(schema: Schema, fallback: number): number {
  const step = numberOr(schema.multipleOf, 1);
  const isWhole = schema.type === 'integer';
  const gap = isWhole || 'multipleOf' in schema ? step : 0.5;
  const low =
    'exclusiveMinimum' in schema ? numberOr(schema.exclusiveMinimum, 0) + gap : numberOr(schema.minimum, -1e9);
  const high =
    'exclusiveMaximum' in schema ? numberOr(schema.exclusiveMaximum, 0) - gap : numberOr(schema.maximum, 1e9);
  const value = Math.min(Math.max(fallback, low), high);
  return 'multipleOf' in schema ? Math.ceil(value / step) * step : value;
}

function exampleString(schema: Schema, hints: string[], name: string): string {
  const named = typeof schema.format === 'string' && Object.hasOwn(BY_FORMAT, schema.format);
  const format = named ? BY_FORMAT[schema.format as string] : undefined;
  let text = format ?? hints.shift() ?? `example ${name.replaceAll('_', ' ')}`;
  const least = Math.min(1_000, numberOr(schema.minLength, 0));
  if (text.length < least) text = text.padEnd(least, 'x');
  return text.slice(0, numberOr(schema.maxLength, 1_000));
}

function typeOf(schema: Schema): unknown {
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== 'null') ?? 'null';
  if (schema.type !== undefined) return schema.type;
  if (isSchema(schema.properties)) return 'object';
  return isSchema(schema.items) ? 'array' : 'string';
}

/** The first branch that is not null: optional fields of Python tools are `anyOf: [X, null]`. */
function firstOf(branches: unknown): Schema | null {
  if (!Array.isArray(branches)) return null;
  const schemas = branches.filter(isSchema);
  return schemas.find((branch) => branch.type !== 'null') ?? schemas[0] ?? null;
}

function merged(schema: Schema, parts: readonly unknown[], root: unknown): Schema {
  const { allOf: _, ...own } = schema;
  let result: Record<string, unknown> = own;
  for (const part of parts) {
    const found = isSchema(part) && typeof part.$ref === 'string' ? lookUp(part.$ref, root) : part;
    if (!isSchema(found)) continue;
    result = {
      ...result,
      ...found,
      properties: { ...(result.properties as object | undefined), ...(found.properties as object | undefined) },
      required: [...((result.required as unknown[]) ?? []), ...((found.required as unknown[]) ?? [])],
    };
  }
  return result;
}

function lookUp(reference: string, root: unknown): unknown {
  let value: unknown = root;
  for (const key of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    value = isSchema(value) ? value[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return value;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
