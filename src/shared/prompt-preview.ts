/** What a list shows of a prompt, in characters. */
export const PREVIEW_CHARACTERS = 200;

/** The beginning of a prompt; cut by code point, so that no emoji is cut in half. */
export function promptPreview(prompt: string): string {
  return Array.from(prompt.slice(0, 2 * PREVIEW_CHARACTERS))
    .slice(0, PREVIEW_CHARACTERS)
    .join('');
}
