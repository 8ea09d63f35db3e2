/** An OpenTelemetry collector as far as OTLP over HTTP in JSON goes (opentelemetry-proto 1.3). */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const attribute = z.object({
  key: z.string().min(1),
  value: z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ intValue: z.union([z.number().int(), z.string().regex(/^-?\d+$/)]) }),
    z.strictObject({ doubleValue: z.number() }),
  ]),
});
const nanos = z.string().regex(/^\d{19}$/);
const spanSchema = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  /** 1 internal, 2 server, 3 client. */
  kind: z.number().int().min(1).max(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: z.array(attribute),
  status: z.object({ code: z.number().int(), message: z.string().optional() }),
});
const resource = z.object({ attributes: z.array(attribute) });
const tracesSchema = z.object({
  resourceSpans: z.array(z.object({ resource, scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) })),
});
const metricsSchema = z.object({
  resourceMetrics: z.array(
    z.object({
      resource,
      scopeMetrics: z.array(z.object({ metrics: z.array(z.looseObject({ name: z.string(), unit: z.string() })) })),
    }),
  ),
});

export type ReceivedSpan = z.infer<typeof spanSchema>;

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly metricNames: Set<string>;
  readonly headers: Record<string, unknown>[];
  /** What it was sent, as text. */
  readonly bodies: string[];
  close(): Promise<void>;
}

/** Answers 400 with the reason to what is not OTLP. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const metricNames = new Set<string>();
  const headers: Record<string, unknown>[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      headers.push(request.headers);
      bodies.push(text);
      if (request.url === '/v1/traces') {
        const { resourceSpans } = tracesSchema.parse(JSON.parse(text));
        spans.push(...resourceSpans.flatMap((one) => one.scopeSpans).flatMap((scope) => scope.spans));
      } else if (request.url === '/v1/metrics') {
        const { resourceMetrics } = metricsSchema.parse(JSON.parse(text));
        for (const { metrics } of resourceMetrics.flatMap((one) => one.scopeMetrics)) {
          for (const { name } of metrics) metricNames.add(name);
        }
      } else throw new Error(`no such path: ${request.url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } catch (error) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    metricNames,
    headers,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Attributes by name, as plain values. */
export function attributesOf({ attributes }: Pick<ReceivedSpan, 'attributes'>): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
