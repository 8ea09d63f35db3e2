/** `observability`: metrics and traces. */
import { z } from 'zod';
import { hasUserName } from '../update-feed.ts';
import { serverUrl } from './fields.ts';

export const observabilitySchema = z.strictObject({
  metrics: z.boolean().default(true).describe("GET /metrics in Prometheus' text format"),
  otlp: z
    .strictObject({
      endpoint: serverUrl
        .refine((url) => !hasUserName(url), 'must not hold a user name: put credentials into headers_env')
        .describe('OTLP over HTTP, such as http://127.0.0.1:4318; /v1/traces and /v1/metrics are added'),
      headers_env: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .describe('environment variable with headers of every export: name=value,name=value'),
      traces: z.boolean().default(true).describe('a trace of every request, without prompts and answers'),
      metrics: z.boolean().default(true).describe('what /metrics has'),
      interval_seconds: z.number().int().min(1).max(3_600).default(60).describe('seconds between exports of metrics'),
    })
    .nullable()
    .default(null)
    .describe('where traces and metrics are sent; null = nowhere'),
});
