/**
 * Ids of tool calls. Gemini may leave them out and match results to calls by name and order; every other dialect needs
 * them. What is made up here is the same for the same conversation, so that prompt caches still hit.
 */

/** Gives ids to the calls of a conversation and finds the call that a result belongs to. */
export class ToolIds {
  readonly #open: { readonly id: string; readonly name: string }[] = [];
  #made = 0;

  /** The id of a call, made up when the caller has none. */
  call(id: string | null, name: string): string {
    const known = id ?? this.#next();
    this.#open.push({ id: known, name });
    return known;
  }

  /** The id of the call that a result answers: its own, else the oldest open call of that name. */
  result(id: string | null, name: string): string {
    const index = this.#open.findIndex((call) => (id === null ? call.name === name : call.id === id));
    if (index < 0) return id ?? this.#next();
    return (this.#open.splice(index, 1)[0] as { id: string }).id;
  }

  #next(): string {
    this.#made++;
    return `call_${this.#made}`;
  }
}

/**
 * An id for a call of an answer. It carries the answer's own id: calls of several answers meet in one conversation, and
 * two of the same id would be taken for one.
 */
export function answerCallId(responseId: string, index: number): string {
  return `call_${responseId.replace(/[^A-Za-z0-9_-]/g, '')}_${index}`;
}

/** A short id out of a text (FNV-1a), for answers that come without one. */
export function idOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
