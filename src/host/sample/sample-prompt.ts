/** One prompt of the built-in sample traffic. All were written for Heimdall; none comes from a person's log. */
export interface SamplePrompt {
  /** The made-up app that sends it. */
  readonly app: 'web' | 'bot' | 'ide' | 'cli' | 'batch';
  readonly text: string;
  readonly system?: string;
  /** Requested model where it is not `heimdall/auto`. */
  readonly model?: string;
  readonly images?: number;
  /** Tool definitions offered. */
  readonly tools?: number;
  /** Asks for a JSON answer. */
  readonly json?: boolean;
}

/** Prompts that differ in nothing but the text. */
export function promptsOf(
  app: SamplePrompt['app'],
  texts: readonly string[],
  common: Omit<SamplePrompt, 'app' | 'text'> = {},
): SamplePrompt[] {
  return texts.map((text) => ({ app, text, ...common }));
}
