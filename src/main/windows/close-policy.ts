import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { Settings } from '../../shared/settings-schema.ts';

export type CloseAnswer = 'keep' | 'quit' | 'cancel';

export interface ClosePolicy {
  readonly onClose: () => Promise<Settings['desktop']['on_close']>;
  readonly endpoint: () => ConsoleOutput<'app.info'>['endpoint'];
  /** Asks the user. `remember`: do the same from now on. */
  readonly ask: (baseUrl: string) => Promise<{ readonly answer: CloseAnswer; readonly remember: boolean }>;
  readonly remember: (answer: 'keep' | 'quit') => Promise<void>;
}

/**
 * What closing the window means. Apps that point here stop getting answers when Heimdall quits, which nobody expects of
 * closing a window; and a program that stays behind unasked is no better. So the user is asked until they chose, and
 * only while there is an endpoint to keep.
 */
export async function decideClose(policy: ClosePolicy): Promise<CloseAnswer> {
  const setting = await policy.onClose();
  if (setting !== 'ask') return setting;
  const { state, openai_base_url } = policy.endpoint();
  if (state !== 'listening' || openai_base_url === null) return 'quit';
  const { answer, remember } = await policy.ask(openai_base_url);
  if (remember && answer !== 'cancel') await policy.remember(answer);
  return answer;
}
