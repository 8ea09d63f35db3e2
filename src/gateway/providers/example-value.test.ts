import { describe, expect, it } from 'vitest';
import { exampleValue, hintsFrom } from './example-value.ts';

describe('exampleValue', () => {
  it.each([
    [{ type: 'string' }, 'example value'],
    [{ type: 'string', format: 'date' }, '2025-01-01'],
    [{ type: 'string', format: 'unknown', minLength: 15 }, 'example valuexx'],
    [{ type: 'string', maxLength: 3 }, 'exa'],
    [{ enum: ['b', 'c'] }, 'b'],
    [{ const: 7 }, 7],
    [{ type: 'string', default: 'd' }, 'd'],
    [{ type: 'string', examples: ['e'] }, 'e'],
    [{ type: 'integer' }, 1],
    [{ type: 'integer', minimum: 18 }, 18],
    [{ type: 'integer', exclusiveMinimum: 18 }, 19],
    [{ type: 'integer', maximum: -2 }, -2],
    [{ type: 'number', exclusiveMaximum: 0.5 }, 0],
    [{ type: 'integer', multipleOf: 5 }, 5],
    [{ type: 'boolean' }, true],
    [{ type: 'null' }, null],
    [{ type: ['null', 'integer'] }, 1],
    [{ type: ['null'] }, null],
    [{ anyOf: [{ type: 'null' }, { type: 'boolean' }] }, true],
    [{ oneOf: [{ type: 'null' }] }, null],
    [{ type: 'array', items: { type: 'integer' } }, [1]],
    [{ type: 'array', items: { type: 'integer' }, minItems: 3 }, [1, 1, 1]],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
    [{ type: 'array' }, []],
    [{ type: 'array', prefixItems: [{ type: 'boolean' }, { type: 'null' }] }, [true, null]],
    [{ items: { type: 'boolean' } }, [true]],
    [{ properties: { a_b: { type: 'string' } } }, { a_b: 'example a b' }],
    [{ type: 'object' }, {}],
    [{}, 'example value'],
    [true, null],
    [null, null],
  ])('of %j is %j', (schema, value) => {
    expect(exampleValue(schema)).toEqual(value);
  });

  it('follows local references and merges allOf', () => {
    const schema = {
      $defs: { city: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
      allOf: [{ $ref: '#/$defs/city' }, { properties: { zip: { type: 'integer' } }, required: ['zip'] }, 'nonsense'],
    };
    expect(exampleValue(schema, ['Paris'])).toEqual({ name: 'Paris', zip: 1 });
    expect(exampleValue({ $ref: '#/nowhere' })).toBeNull();
  });

  it('stops in schemas that contain themselves', () => {
    const node: Record<string, unknown> = {
      type: 'object',
      properties: { next: { $ref: '#' }, value: { type: 'integer' } },
      required: ['value'],
    };
    expect(exampleValue(node)).toEqual({ value: 1, next: { value: 1 } });
    expect(JSON.stringify(exampleValue({ ...node, required: ['next'] }))).toContain('null');
  });

  it('takes strings from the message', () => {
    expect(hintsFrom('Use "quick sort" in New York for Anna')).toEqual(['quick sort', 'New York', 'Anna']);
    expect(hintsFrom("Say 'good day'")).toEqual(['good day']);
  });
});
