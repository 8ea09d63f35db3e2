/** Parameters that OpenAI's reasoning models refuse with a 400. */
import { type DroppedNames, isSet } from './json-fields.ts';

const NOT_WITH_REASONING = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'stop',
] as const;

/** Takes them out of a body and names them. */
export function dropSampling(body: Record<string, unknown>, dropped: DroppedNames): void {
  for (const name of NOT_WITH_REASONING) {
    if (!(name in body)) continue;
    if (isSet(body[name])) dropped.add(name);
    delete body[name];
  }
}
