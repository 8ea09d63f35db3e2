import { usePreferences } from '../store/console-context.tsx';

/** What a tooltip may show of a prompt: nothing while prompts are hidden on this screen. */
export function usePromptTitle(): (text: string | null) => string | undefined {
  const hidden = usePreferences((state) => state.promptsHidden);
  return (text) => (hidden || text === null ? undefined : text);
}
