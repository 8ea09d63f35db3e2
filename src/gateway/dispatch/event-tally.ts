import type { CanonicalEvent, CanonicalUsage, StreamError } from '../dialects/canonical.ts';

/** What the events of a stream add up to. */
export class EventTally {
  usage: CanonicalUsage | null = null;
  /** Something of the answer has come: a word, a thought, a call, or the reason of its end. */
  begun = false;
  finished = false;
  error: StreamError | null = null;
  ended = false;
  #characters = 0;

  /** A guess for streams that report no usage: four characters a token. */
  get estimatedTokens(): number {
    return Math.ceil(this.#characters / 4);
  }

  add(event: CanonicalEvent): void {
    switch (event.type) {
      case 'start':
        this.#addUsage(event.usage);
        return;
      case 'text-delta':
      case 'refusal-delta':
      case 'thinking-delta':
        this.begun = true;
        this.#characters += event.text.length;
        return;
      case 'thinking-signature':
      case 'tool-call-start':
        this.begun = true;
        return;
      case 'tool-call-delta':
        this.#characters += event.arguments.length;
        return;
      case 'finish':
        this.begun = true;
        this.finished = true;
        this.#addUsage(event.usage);
        return;
      case 'error':
        this.error ??= event;
        return;
      case 'end':
        this.ended = true;
    }
  }

  /** Reports may be partial (input at the start, output at the end) and rise; each is the larger of what was said. */
  #addUsage(usage: CanonicalUsage | null): void {
    if (usage === null) return;
    const before = this.usage;
    this.usage = {
      input: Math.max(usage.input, before?.input ?? 0),
      output: Math.max(usage.output, before?.output ?? 0),
      cachedInput: usage.cachedInput ?? before?.cachedInput ?? null,
      cacheWrite: usage.cacheWrite ?? before?.cacheWrite ?? null,
      cacheWrite1h: usage.cacheWrite1h ?? before?.cacheWrite1h ?? null,
      reasoning: usage.reasoning ?? before?.reasoning ?? null,
    };
  }
}
