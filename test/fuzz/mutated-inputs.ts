import fc from 'fast-check';

/** Values that parsers trip over. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '👩‍👩‍👧‍👦‮',
  '__proto__',
  'constructor',
  'a'.repeat(5_000),
  [],
  {},
  [[[[[[]]]]]],
  [null],
  { type: 'text' },
  { __proto__: null, type: 'nothing' },
  JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
];

const oddValue = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue({ maxDepth: 2 }));

/** One change to a JSON document; `at` says where, as a share of all its places. */
interface Change {
  readonly at: number;
  readonly kind: 'replace' | 'remove' | 'repeat' | 'rename';
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom('replace', 'remove', 'repeat', 'rename'),
  value: oddValue,
});

const splice = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text)),
  ),
});

/** Bytes made from the seeds: changed as JSON where they are JSON, changed as bytes, or nothing like them. */
export function mutatedInputs(seeds: readonly (string | Buffer)[]): fc.Arbitrary<Buffer> {
  const seed = fc.constantFrom(...seeds);
  const asJson = fc
    .tuple(seed, fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([text, changes]) => changeJson(String(text), changes));
  const asBytes = fc.tuple(seed, fc.array(splice, { minLength: 1, maxLength: 6 })).map(([text, splices]) => {
    let bytes = Buffer.from(text as string);
    for (const { at, remove, insert } of splices) {
      const from = Math.floor(at * bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
    }
    return bytes;
  });
  return fc.oneof(
    { weight: 5, arbitrary: asJson },
    { weight: 4, arbitrary: asBytes },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
  );
}

function changeJson(text: string, changes: readonly Change[]): Buffer {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Lines of JSON, such as streams have: one of them is changed.
    const lines = text.split('\n');
    const [first] = changes as [Change];
    const index = Math.floor(first.at * lines.length);
    const [head = '', json = ''] = /^([a-z]*:? ?)(.*)$/s.exec(lines[index] ?? '')?.slice(1) ?? [];
    if (!isJson(json)) return Buffer.from(lines.toSpliced(index, 1).join('\n'));
    return Buffer.from(lines.with(index, `${head}${changeJson(json, changes).toString('utf8')}`).join('\n'));
  }
  for (const one of changes) root = changed(root, { ...one, value: structuredClone(one.value) });
  return Buffer.from(JSON.stringify(root) ?? 'null');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Parent = Record<string, unknown> | unknown[];

function changed(root: unknown, { at, kind, value }: Change): unknown {
  const places: [Parent, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Parent, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(root);
  const place = places[Math.floor(at * places.length)];
  if (place === undefined) return value;
  const [parent, key] = place as [Record<string, unknown>, string];
  if (kind === 'remove' && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (kind === 'remove') delete parent[key];
  else if (kind === 'repeat' && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else if (kind === 'rename' && !Array.isArray(parent)) {
    parent[`${key}_`] = parent[key];
    delete parent[key];
  } else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
  return root;
}
