/** Complete answers as streams, and streams as complete answers. */
import type { AssistantPart, CanonicalAnswer, CanonicalEvent, CanonicalUsage } from '../dialects/canonical.ts';

/** Text goes out in pieces of this many UTF-16 units: about a line. */
const PIECE_UNITS = 80;

/** The events of a stream that would have given this answer. */
export function eventsOf({ id, model, parts, finish, stopSequence, usage }: CanonicalAnswer): CanonicalEvent[] {
  // What went in is known from the start, what came out only at the end.
  const before: CanonicalUsage | null = usage === null ? null : { ...usage, output: 0, reasoning: null };
  return [
    { type: 'start', id, model, usage: before },
    ...parts.flatMap(partEvents),
    { type: 'finish', reason: finish, stopSequence, usage },
    { type: 'end' },
  ];
}

function partEvents(part: AssistantPart, index: number): CanonicalEvent[] {
  const events: CanonicalEvent[] = [];
  switch (part.type) {
    case 'text':
    case 'refusal': {
      const type = part.type === 'text' ? 'text-delta' : 'refusal-delta';
      for (const text of pieces(part.text)) events.push({ type, index, text });
      break;
    }
    case 'thinking': {
      for (const text of pieces(part.text)) events.push({ type: 'thinking-delta', index, text });
      const { signature, redacted = false } = part;
      if (signature !== undefined) events.push({ type: 'thinking-signature', index, signature, redacted });
      break;
    }
    case 'tool-call': {
      const { id, name, signature } = part;
      events.push({ type: 'tool-call-start', index, id, name, ...(signature === undefined ? {} : { signature }) });
      events.push({ type: 'tool-call-delta', index, arguments: part.arguments });
    }
  }
  return [...events, { type: 'part-end', index }];
}

/** Cuts between code points, so that no emoji is cut in half. */
function pieces(text: string): string[] {
  const cut: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + PIECE_UNITS, text.length);
    const unit = text.charCodeAt(end - 1);
    if (end < text.length && unit >= 0xd800 && unit <= 0xdbff) end++;
    cut.push(text.slice(start, end));
    start = end;
  }
  return cut;
}

type OpenPart =
  | { type: 'text' | 'refusal'; text: string }
  | Extract<AssistantPart, { type: 'thinking' }>
  | Extract<AssistantPart, { type: 'tool-call' }>;

/** Puts the events of a stream together. */
export class AnswerCollector {
  readonly #parts = new Map<number, OpenPart>();
  #id = '';
  #model = '';
  #usage: CanonicalUsage | null = null;
  #finish: Extract<CanonicalEvent, { type: 'finish' }> | null = null;
  #failed = false;

  add(event: CanonicalEvent): void {
    switch (event.type) {
      case 'start':
        this.#id = event.id;
        this.#model = event.model;
        this.#usage = event.usage;
        return;
      case 'text-delta':
        this.#addText(event.index, 'text', event.text);
        return;
      case 'refusal-delta':
        this.#addText(event.index, 'refusal', event.text);
        return;
      case 'thinking-delta': {
        const open = this.#thinking(event.index);
        this.#parts.set(event.index, { ...open, text: open.text + event.text });
        return;
      }
      case 'thinking-signature': {
        const { signature, redacted } = event;
        const open = this.#thinking(event.index);
        this.#parts.set(event.index, { ...open, signature, ...(redacted ? { redacted } : {}) });
        return;
      }
      case 'tool-call-start': {
        const { index, type: _, ...call } = event;
        this.#parts.set(index, { type: 'tool-call', ...call, arguments: '' });
        return;
      }
      case 'tool-call-delta': {
        const open = this.#parts.get(event.index);
        if (open?.type !== 'tool-call') return;
        this.#parts.set(event.index, { ...open, arguments: open.arguments + event.arguments });
        return;
      }
      case 'finish':
        this.#finish = event;
        return;
      case 'error':
        this.#failed = true;
        return;
      default:
        // The ends of parts and of the stream add nothing.
        return;
    }
  }

  /** The answer; null when the stream failed or never came to its finish. */
  answer(): CanonicalAnswer | null {
    if (this.#finish === null || this.#failed) return null;
    const { reason, stopSequence, usage } = this.#finish;
    return {
      id: this.#id,
      model: this.#model,
      parts: [...this.#parts].sort(([one], [other]) => one - other).map(([, part]) => part),
      finish: reason,
      stopSequence,
      usage: usage ?? this.#usage,
    };
  }

  #addText(index: number, type: 'text' | 'refusal', text: string): void {
    const open = this.#parts.get(index);
    this.#parts.set(index, { type, text: open?.type === type ? open.text + text : text });
  }

  #thinking(index: number): Extract<AssistantPart, { type: 'thinking' }> {
    const open = this.#parts.get(index);
    return open?.type === 'thinking' ? open : { type: 'thinking', text: '' };
  }
}
