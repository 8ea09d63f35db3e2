/** OpenTelemetry's own parts, put together as the settings say. Loaded only when they are wanted. */
import type { Tracer } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { MeterProvider, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Settings } from '../../shared/settings-schema.ts';
import { withoutEndSlashes } from '../../shared/without-end-slashes.ts';
import type { FinishedRequest } from './finished-request.ts';
import { createInstruments, type Gauges } from './instruments.ts';
import { writeSpans } from './spans.ts';

type ObservabilitySettings = Settings['observability'];

/** Telemetry in force. */
export interface Telemetry {
  observe(request: FinishedRequest): void;
  /** All metrics in Prometheus' text format. */
  metricsText(): Promise<string>;
  /** Sends what waits, then lets go. */
  close(): Promise<void>;
}

/** @param headers Of every export, such as a key of the receiver's. */
export function createTelemetry(
  { otlp }: ObservabilitySettings,
  gauges: Gauges,
  headers: Readonly<Record<string, string>>,
): Telemetry {
  const resource = new Resource({ 'service.name': 'heimdall', 'service.version': gauges.version });
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const readers: MetricReader[] = [prometheus];
  const urlOf = (path: string): string => `${withoutEndSlashes(otlp?.endpoint ?? '')}/v1/${path}`;
  if (otlp?.metrics) {
    readers.push(
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: urlOf('metrics'), headers }),
        exportIntervalMillis: otlp.interval_seconds * 1_000,
        exportTimeoutMillis: Math.min(30_000, otlp.interval_seconds * 1_000),
      }),
    );
  }
  const meters = new MeterProvider({ resource, readers });
  const count = createInstruments(meters.getMeter('heimdall', gauges.version), gauges);
  const traces = otlp?.traces
    ? new BasicTracerProvider({
        resource,
        spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: urlOf('traces'), headers }))],
      })
    : null;
  const tracer: Tracer | null = traces?.getTracer('heimdall', gauges.version) ?? null;
  const serializer = new PrometheusSerializer(undefined, false);
  return {
    observe(request) {
      count(request);
      if (tracer !== null) writeSpans(tracer, request);
    },
    async metricsText() {
      const { resourceMetrics } = await prometheus.collect();
      return serializer.serialize(resourceMetrics);
    },
    async close() {
      await Promise.allSettled([meters.shutdown(), traces?.shutdown()]);
    },
  };
}
