import type { Clock } from '../ports.ts';
import type { KeptResponse, ResponseStore, ResponseStoreStats } from './response-store.ts';

export interface ResponseLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** From when an entry was set. */
  readonly ttlMs: number;
}

interface Slot<Value> {
  readonly entry: KeptResponse<Value>;
  readonly setMs: number;
}

/** Least recently used out, bounded by number and by bytes, with a time to live. */
export class MemoryResponseStore<Value> implements ResponseStore<Value> {
  readonly #limits: () => ResponseLimits;
  readonly #clock: Clock;
  /** In the order of use: the first is the next to go. */
  readonly #slots = new Map<string, Slot<Value>>();
  readonly #scopes = new Map<string, Set<string>>();
  #bytes = 0;
  #evictions = 0;

  /** @param limits Read at each use, so that changed settings are in force at once. */
  constructor(limits: () => ResponseLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get(key: string): KeptResponse<Value> | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    if (this.#isOver(slot)) {
      this.delete(key);
      return undefined;
    }
    this.#slots.delete(key);
    this.#slots.set(key, slot);
    return slot.entry;
  }

  inScope(scope: string, limit: number): readonly KeptResponse<Value>[] {
    const found: KeptResponse<Value>[] = [];
    for (const key of [...(this.#scopes.get(scope) ?? [])].reverse()) {
      const slot = this.#slots.get(key) as Slot<Value>;
      if (this.#isOver(slot)) this.delete(key);
      else if (found.push(slot.entry) >= limit) break;
    }
    return found;
  }

  set(entry: KeptResponse<Value>): void {
    this.delete(entry.key);
    const { maxEntries, maxBytes } = this.#limits();
    if (entry.bytes > maxBytes) return;
    this.#slots.set(entry.key, { entry, setMs: this.#clock.monotonicMs() });
    this.#bytes += entry.bytes;
    if (entry.semantic !== null) {
      const scope = this.#scopes.get(entry.semantic.scope) ?? new Set();
      this.#scopes.set(entry.semantic.scope, scope.add(entry.key));
    }
    while (this.#slots.size > maxEntries || this.#bytes > maxBytes) {
      const [oldest] = this.#slots.keys();
      this.delete(oldest as string);
      this.#evictions++;
    }
  }

  delete(key: string): boolean {
    const slot = this.#slots.get(key);
    if (slot === undefined) return false;
    const { bytes, semantic } = slot.entry;
    this.#slots.delete(key);
    this.#bytes -= bytes;
    const scope = semantic === null ? undefined : this.#scopes.get(semantic.scope);
    scope?.delete(key);
    if (semantic !== null && scope?.size === 0) this.#scopes.delete(semantic.scope);
    return true;
  }

  clear(): number {
    const { size } = this.#slots;
    this.#slots.clear();
    this.#scopes.clear();
    this.#bytes = 0;
    return size;
  }

  page(offset: number, limit: number): readonly KeptResponse<Value>[] {
    this.#forgetOver();
    return [...this.#slots.values()]
      .reverse()
      .slice(offset, offset + limit)
      .map(({ entry }) => entry);
  }

  stats(): ResponseStoreStats {
    this.#forgetOver();
    return { entries: this.#slots.size, bytes: this.#bytes, evictions: this.#evictions };
  }

  #isOver({ setMs }: Slot<Value>): boolean {
    return this.#clock.monotonicMs() - setMs >= this.#limits().ttlMs;
  }

  #forgetOver(): void {
    for (const [key, slot] of this.#slots) if (this.#isOver(slot)) this.delete(key);
  }
}
