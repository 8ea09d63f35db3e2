/** What holds for every dialect: paths as clients write them, errors in their dialect, headers, guards, connections. */
import { type Check, Skipped } from '../finding.ts';
import { anthropicHeaders } from './anthropic-checks.ts';
import { MAX_TOKENS, must, mustBe, mustHaveText, QUESTION, show } from './expectations.ts';
import { googleHeaders } from './gemini-checks.ts';
import { bearer } from './openai-checks.ts';
import { type Json, SOMETHING_BETWEEN, type WireAnswer, type WireClient } from './wire-client.ts';

const chatBody = (wire: WireClient): Json => ({
  model: wire.model,
  messages: [{ role: 'user', content: QUESTION }],
  max_completion_tokens: MAX_TOKENS,
});

/** Headers that the SDKs in browsers ask for before they send. */
const BROWSER_HEADERS = [
  'authorization',
  'content-type',
  'x-api-key',
  'anthropic-version',
  'anthropic-beta',
  'anthropic-dangerous-direct-browser-access',
  'openai-organization',
  'x-stainless-lang',
  'x-stainless-retry-count',
  'x-stainless-helper-method',
  'x-goog-api-key',
  'x-goog-api-client',
  'x-server-timeout',
  'x-heimdall-alpha',
];

/** A path of each dialect, its key header, and what an error must look like there. */
const DIALECTS = [
  {
    name: 'OpenAI',
    path: '/v1/chat/completions',
    unknown: '/v1/nothing/here',
    headers: bearer,
    read: ({ error }: Json) => (typeof error?.type === 'string' && 'code' in error ? error.message : null),
  },
  {
    name: 'OpenAI Responses',
    path: '/v1/responses',
    unknown: '/v1/responses/resp_0/nothing',
    headers: bearer,
    read: ({ error }: Json) => (typeof error?.type === 'string' && 'code' in error ? error.message : null),
  },
  {
    name: 'Anthropic',
    path: '/v1/messages',
    unknown: '/v1/messages/nothing',
    headers: anthropicHeaders,
    read: ({ type, error }: Json) => (type === 'error' && typeof error?.type === 'string' ? error.message : null),
  },
  {
    name: 'Gemini',
    path: '/v1beta/models/heimdall/auto:generateContent',
    unknown: '/v1beta/nothing',
    headers: googleHeaders,
    read: ({ error }: Json) =>
      typeof error?.code === 'number' && typeof error.status === 'string' ? error.message : null,
  },
] as const;

function mustBeError(answer: WireAnswer, status: number, dialect: (typeof DIALECTS)[number]): string {
  mustBe(answer.status, status, `the status at ${dialect.name}`);
  const body = answer.json();
  const message: unknown = dialect.read(body);
  must(typeof message === 'string', `the error is not in the shape of ${dialect.name}: ${show(body)}`);
  return message;
}

const paths = 'Paths and errors';
const headers = 'Headers and guards';

export const ENDPOINT_CHECKS: readonly Check<WireClient>[] = [
  {
    id: 'paths.variants',
    group: paths,
    title: 'a doubled or missing /v1, a trailing slash, a query',
    async run(wire) {
      for (const path of ['/v1/v1/chat/completions', '/chat/completions', '/v1/chat/completions/?beta=true']) {
        const answer = await wire.generate(path, chatBody(wire), bearer(wire));
        mustBe(answer.json().object, 'chat.completion', `object of the answer at ${path}`);
      }
      return '';
    },
  },
  {
    id: 'paths.unknown',
    group: paths,
    title: 'an unknown path: 404 in the dialect of the path',
    async run(wire) {
      for (const dialect of DIALECTS) {
        mustBeError(await wire.send(dialect.unknown, { headers: dialect.headers(wire) }), 404, dialect);
      }
      return '';
    },
  },
  {
    id: 'paths.method',
    group: paths,
    title: 'a wrong method: 405 with Allow',
    async run(wire) {
      const answer = (await wire.send('/v1/chat/completions', { headers: bearer(wire) })).expect(405);
      mustBe(answer.headers.allow, 'POST', 'the header Allow');
      return '';
    },
  },
  {
    id: 'errors.invalid',
    group: paths,
    title: 'a bad request: 400 in each dialect, and no retry',
    async run(wire) {
      for (const dialect of DIALECTS) {
        const sent = { method: 'POST', headers: dialect.headers(wire), body: '{"model": "heimdall/auto",' } as const;
        const answer = await wire.send(dialect.path, sent);
        mustHaveText(mustBeError(answer, 400, dialect), `the message at ${dialect.name}`);
        mustBe(answer.headers['x-should-retry'], 'false', `x-should-retry at ${dialect.name}`);
      }
      return '';
    },
  },
  {
    id: 'errors.model',
    group: paths,
    title: 'an unknown model: 404',
    async run(wire) {
      const body = { ...chatBody(wire), model: 'no-such-model-of-anybody' };
      const sent = { ...bearer(wire), 'x-heimdall-simulate': 'true' };
      const answer = await wire.send('/v1/chat/completions', { method: 'POST', headers: sent, body });
      mustBeError(answer, 404, DIALECTS[0]);
      return '';
    },
  },
  {
    id: 'errors.token',
    group: paths,
    title: 'a wrong access token: 401 in each dialect',
    async run(wire) {
      if (wire.options.token === null) throw new Skipped('the endpoint has no access token');
      for (const dialect of DIALECTS) {
        const wrong = Object.keys(dialect.headers(wire)).map((name) => [name, 'Bearer wrong']);
        const sent = { method: 'POST', headers: Object.fromEntries(wrong), body: '{}' } as const;
        mustBeError(await wire.send(dialect.path, sent), 401, dialect);
      }
      return '';
    },
  },
  {
    id: 'headers.answer',
    group: headers,
    title: 'x-request-id and the x-heimdall-* headers of an answer',
    async run(wire) {
      const { headers: got } = await wire.generate('/v1/chat/completions', chatBody(wire), bearer(wire));
      for (const name of ['decision-id', 'model', 'provider', 'bucket', 'alpha', 'overhead-ms', 'cache', 'attempts']) {
        mustHaveText(got[`x-heimdall-${name}`], `the header x-heimdall-${name}`);
      }
      mustBe(got['x-request-id'], got['x-heimdall-decision-id'], 'x-request-id');
      return `${got['x-heimdall-model']}, ${got['x-heimdall-overhead-ms']} ms of Heimdall's own`;
    },
  },
  {
    id: 'guards.host',
    group: headers,
    title: 'a foreign Host is refused (DNS rebinding)',
    async run(wire) {
      const answer = await wire.send('/healthz', { headers: { host: 'rebound.example' } });
      mustBe(answer.status, 403, 'the status for Host: rebound.example', PROXY_HIDES);
      return '';
    },
  },
  {
    id: 'guards.origin',
    group: headers,
    title: 'a page of another site is refused',
    async run(wire) {
      const answer = await wire.send('/v1/models', { headers: { ...bearer(wire), origin: 'https://rebound.example' } });
      mustBe(answer.status, 403, 'the status for Origin: https://rebound.example', PROXY_HIDES);
      return '';
    },
  },
  {
    id: 'cors.preflight',
    group: headers,
    title: 'a preflight allows the headers of the SDKs in browsers',
    async run(wire) {
      const asked = {
        'access-control-request-method': 'POST',
        'access-control-request-headers': BROWSER_HEADERS.join(),
      };
      const origin = { origin: new URL(wire.options.url).origin };
      const answer = await wire.send('/v1/messages', { method: 'OPTIONS', headers: { ...origin, ...asked } });
      mustBe(answer.status, 204, 'the status of the preflight');
      const allowed = String(answer.headers['access-control-allow-headers']).split(/,\s*/);
      const missing = BROWSER_HEADERS.filter((name) => !allowed.includes(name));
      mustBe(missing.join(', '), '', 'what the preflight does not allow');
      return '';
    },
  },
  {
    id: 'connections.keep-alive',
    group: headers,
    title: 'connections are kept and used again',
    async run(wire) {
      await wire.send('/healthz');
      const again = await wire.send('/healthz');
      must(again.reused, 'each request needs a new connection', SOMETHING_BETWEEN);
      return '';
    },
  },
];

const PROXY_HIDES =
  'A proxy in front replaces this header, so any page in a browser could reach the endpoint through it. Let the proxy check it.';
