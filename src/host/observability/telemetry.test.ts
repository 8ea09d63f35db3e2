import { expect, onTestFinished, test } from 'vitest';
import { decision, outcome } from '../../../test/integration/host-fixtures.ts';
import { settingsSchema } from '../../shared/settings-schema.ts';
import { createTelemetry } from './telemetry.ts';

test('answers of the response cache, exact or alike, are no tokens, no dollars and no calls of a provider', async () => {
  const gauges = {
    version: '1.2.3',
    artifactVersion: () => 'tiny.1',
    inFlight: () => 0,
    pauses: () => 0,
    cachedDecisions: () => 0,
    logInMemory: () => false,
  };
  const telemetry = createTelemetry(settingsSchema.parse({}).observability, gauges, {});
  onTestFinished(() => telemetry.close());
  const paid = { served_model: 'one', served_provider: 'lab', usage_reported: true, input_tokens: 10, cost_usd: 0.5 };
  for (const state of ['miss', 'hit', 'semantic'] as const) {
    const request = { decision: decision(state), app: null, dialect: 'openai-chat', traceparent: null, endedMs: 1_000 };
    telemetry.observe({ ...request, outcome: outcome({ ...paid, simulated: false, response_cache: state }) });
  }
  const text = await telemetry.metricsText();
  expect(text).toMatch(/^heimdall_cost_usd_total\{.*\} 0\.5$/m);
  expect(text).toMatch(/^gen_ai_client_token_usage_sum\{.*gen_ai_token_type="input"\} 10$/m);
  expect(text.match(/^heimdall_response_cache_requests_total\{.*\} 1$/gm)).toHaveLength(3);
});
