/** `gateway`: the endpoint. */
import { z } from 'zod';
import { milliseconds } from './fields.ts';

export const gatewaySettings = z.strictObject({
  host: z
    .string()
    .regex(/^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,39})$/i, 'use an IP address or localhost')
    .default('127.0.0.1')
    .describe('address to listen on; one that other machines reach, such as 0.0.0.0, needs token_env'),
  allowed_hosts: z
    .array(
      z.string().regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/, 'use a name in lower case, with its port if it has one'),
    )
    .default([])
    .describe(
      'names beside those of this machine that it may be called by, as in heimdall.example.com or heimdall:4141',
    ),
  port: z.number().int().min(0).max(65_535).default(4141).describe('0 = any free port'),
  max_body_bytes: z
    .number()
    .int()
    .min(1_024)
    .max(1_073_741_824)
    .default(32 * 1024 * 1024)
    .describe('bytes of a request; a larger one is refused with 413'),
  max_in_flight: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(2_000)
    .describe('requests at work; more are refused with 503, first those of an app that has more than its share'),
  max_in_flight_bytes: z
    .number()
    .int()
    .min(1_048_576)
    .max(17_179_869_184)
    .default(512 * 1024 * 1024)
    .describe('bytes of the bodies of all requests at work'),
  allowed_origins: z.array(z.url()).default([]).describe('web origins that may call the endpoint'),
  token_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null)
    .describe('environment variable with an access token that every request must bring'),
  require_user_key: z
    .boolean()
    .default(false)
    .describe('refuse requests without a key of `heimdall keys create`, or the access token'),
  stream_idle_timeout: z
    .number()
    .int()
    .min(1)
    .max(3_600_000)
    .default(300_000)
    .describe('ms of silence in an answer after which the upstream is given up'),
  connect_timeout: milliseconds.default(10_000).describe('ms until a connection to an upstream must stand'),
  total_timeout: z
    .number()
    .int()
    .min(1)
    .max(3_600_000)
    .default(600_000)
    .describe('ms that all attempts of a request may take together until an answer begins'),
  retry_budget: z
    .strictObject({
      ratio: z.number().min(0).max(10).default(0.2).describe('further attempts per request'),
      min_retries: z.number().int().min(0).max(10_000).default(10).describe('further attempts that are always free'),
    })
    .prefault({})
    .describe('limits of further attempts within 10 s, so that an outage does not multiply the load'),
  shutdown_grace: z
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(5_000)
    .describe('ms that running answers get to end when Heimdall stops'),
  stored_responses: z
    .strictObject({
      ttl: z
        .number()
        .int()
        .min(1)
        .max(2_592_000)
        .default(3_600)
        .describe('seconds that one is kept after its last use'),
      max_bytes: z
        .number()
        .int()
        .min(0)
        .max(4_294_967_296)
        .default(64 * 1024 * 1024)
        .describe('bytes over all, in memory; 0 stores none'),
    })
    .prefault({})
    .describe('responses that clients of the Responses API refer to by id, unless they say store: false'),
});
