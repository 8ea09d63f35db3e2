/** The model lists of OpenAI, Google and Anthropic. None of them has prices; each needs a key. */
import { EFFORTS, type Effort } from '../../../shared/decision.ts';
import type { ListedModel } from '../listing.ts';
import { arrayOf, defined, objectOf, textOf, tokensOf } from './read-fields.ts';

/** Of OpenAI's list, which has nothing but names: those that do not answer chats. */
const NOT_A_CHAT =
  /embedding|whisper|tts|dall-e|image|moderation|sora|realtime|audio|transcribe|davinci|babbage|instruct|computer-use|deep-research|search-(?:api|preview)/;

/** `GET /v1/models` of OpenAI: `{object: "list", data: [{id, object, created, owned_by}]}`. */
export function parseOpenAi(body: unknown): ListedModel[] {
  return arrayOf(objectOf(body).data).flatMap((entry) => {
    const { id: given, created } = objectOf(entry);
    const id = textOf(given);
    if (id === undefined || id.startsWith('ft:') || NOT_A_CHAT.test(id)) return [];
    const made = typeof created === 'number' && created > 0 ? new Date(created * 1_000) : undefined;
    return [defined({ provider: 'openai', id, released: made?.toISOString().slice(0, 10) })];
  });
}

/** One page of `GET /v1beta/models` of Google: `{models: [...], nextPageToken}`. */
export function parseGoogle(body: unknown): ListedModel[] {
  return arrayOf(objectOf(body).models).flatMap((entry) => {
    const model = objectOf(entry);
    const id = textOf(model.name)?.replace(/^models\//, '');
    if (id === undefined || !arrayOf(model.supportedGenerationMethods).includes('generateContent')) return [];
    if (/tts|image|robotics|computer-use|native-audio/.test(id)) return [];
    return [
      defined({
        provider: 'google',
        id,
        name: textOf(model.displayName),
        context_tokens: tokensOf(model.inputTokenLimit),
        max_output_tokens: tokensOf(model.outputTokenLimit),
      }),
    ];
  });
}

/** Token of the page after this one, or null. */
export function nextGooglePage(body: unknown): string | null {
  return textOf(objectOf(body).nextPageToken) ?? null;
}

/** One page of `GET /v1/models` of Anthropic: `{data: [...], has_more, first_id, last_id}`. */
export function parseAnthropic(body: unknown): ListedModel[] {
  return arrayOf(objectOf(body).data).flatMap((entry) => {
    const model = objectOf(entry);
    const id = textOf(model.id);
    if (id === undefined || model.lifecycle === 'retired') return [];
    const capabilities = objectOf(model.capabilities);
    const supports = (name: string) => {
      const { supported } = objectOf(capabilities[name]);
      return typeof supported === 'boolean' ? supported : undefined;
    };
    const released = textOf(model.created_at)?.slice(0, 10);
    return [
      defined({
        provider: 'anthropic',
        id,
        name: textOf(model.display_name),
        // The epoch stands for "not known".
        released: released === undefined || released.startsWith('1970') ? undefined : released,
        context_tokens: tokensOf(model.max_input_tokens),
        max_output_tokens: tokensOf(model.max_tokens),
        vision: supports('image_input'),
        json_schema: supports('structured_outputs'),
        efforts: effortsOf(objectOf(capabilities.effort)),
      }),
    ];
  });
}

/** Id to ask for the next page with, or null. */
export function nextAnthropicPage(body: unknown): string | null {
  const { has_more, last_id } = objectOf(body);
  return has_more === true ? (textOf(last_id) ?? null) : null;
}

function effortsOf(effort: Readonly<Record<string, unknown>>): Effort[] | undefined {
  if (effort.supported !== true) return undefined;
  const levels = EFFORTS.filter((level) => objectOf(effort[level]).supported === true);
  return levels.length === 0 ? undefined : levels;
}
