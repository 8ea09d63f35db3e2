/** docs/openapi.yaml is valid, and has every route of the endpoint and no other. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { matchPath, ROUTE_METHOD, type RouteName } from '../../../src/gateway/http/request-path.ts';
import { openApiDocument } from './document.ts';
import { OPERATIONS } from './operations.ts';

test('the document is valid OpenAPI 3.1', async () => {
  const document = openApiDocument();
  const result = await new Validator().validate(structuredClone(document));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(String(document.openapi)).toMatch(/^3\.1\./);
});

test('every path leads to the route that it is listed under, by the methods that this one takes', () => {
  for (const [route, operations] of Object.entries(OPERATIONS)) {
    for (const { path } of operations) {
      expect(matchPath(path.replace('{model}', 'openai/gpt-5').replace('{id}', 'resp_1'))?.route, path).toBe(route);
    }
    const methods = new Set(operations.map(({ method }) => method.toUpperCase()));
    expect([...methods].sort(), route).toEqual(ROUTE_METHOD[route as RouteName].split(', ').sort());
  }
  expect(Object.keys(OPERATIONS).sort()).toEqual(Object.keys(ROUTE_METHOD).sort());
});
