/** Which consoles look on: what waits for a person must not wait when there is nobody. */
export class ConsolePresence {
  readonly #consoles = new Set<{ readonly isThere: () => boolean }>();

  /**
   * Counts a console until the returned function is called.
   *
   * @param isThere Asked whenever it matters: a window may be closed while its transport stays.
   */
  attach(isThere: () => boolean): () => void {
    const entry = { isThere };
    this.#consoles.add(entry);
    return () => this.#consoles.delete(entry);
  }

  get any(): boolean {
    for (const { isThere } of this.#consoles) if (isThere()) return true;
    return false;
  }
}
