import type { ConsoleInput } from '../../../shared/console-contract.ts';
import type { Draft } from '../../store/ui-store.ts';

export type DraftRequest = Pick<ConsoleInput<'playground.route'>, 'messages' | 'tools'>;

export type DraftResult =
  | { readonly ok: true; readonly request: DraftRequest }
  | { readonly ok: false; readonly problem: string };

/** The draft as the host takes it; turns without content are left out. */
export function draftRequest({ turns, tools }: Draft): DraftResult {
  const messages = turns
    .filter(({ content, images }) => content.trim() !== '' || images.length > 0)
    .map(({ role, content, images }) => ({
      role,
      content,
      ...(images.length === 0 ? {} : { images: images.map(({ type, data }) => ({ media_type: type, data })) }),
    }));
  if (!messages.some(({ role }) => role === 'user')) return { ok: false, problem: 'Write a user turn first.' };
  if (tools === null || tools.trim() === '') return { ok: true, request: { messages } };
  try {
    const parsed: unknown = JSON.parse(tools);
    if (!Array.isArray(parsed) || !parsed.every((tool) => typeof tool === 'object' && tool !== null)) {
      return { ok: false, problem: 'Tools: a JSON list of tool definitions is needed.' };
    }
    return { ok: true, request: { messages, tools: parsed } };
  } catch (error) {
    return { ok: false, problem: `Tools: ${(error as Error).message}` };
  }
}

/** Images of all turns. */
export function countImages({ turns }: Draft): number {
  return turns.reduce((sum, { images }) => sum + images.length, 0);
}
