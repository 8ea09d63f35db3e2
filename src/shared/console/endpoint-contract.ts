/** The part of the console API that stops and starts the endpoint that apps talk to. */
import { z } from 'zod';

export const endpointStatusSchema = z.object({
  /** `stopped`: on purpose, or not started yet. */
  state: z.enum(['listening', 'stopped', 'failed']),
  url: z.string().nullable(),
  /** `base_url` to give to an OpenAI client. */
  openai_base_url: z.string().nullable(),
  error: z.string().nullable(),
});

export const endpointCommands = {
  /** Lets running answers end, then listens no more. Refused where the console itself is behind the endpoint. */
  'endpoint.pause': { input: z.undefined(), output: endpointStatusSchema },
  /** Listens again, or tries to: `state` says how it went. */
  'endpoint.resume': { input: z.undefined(), output: endpointStatusSchema },
} as const;
