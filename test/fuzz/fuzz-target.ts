/** Something that reads bytes which nobody vouches for. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs of the kind that it is made for: what mutations begin with. */
  readonly seeds: readonly string[];
  /**
   * Reads the bytes. It may refuse them with a `HeimdallError`; any other error is a bug, and so is a broken promise
   * that the target checks.
   */
  run(bytes: Buffer): void | Promise<void>;
}

/** Fails when reading has changed what every object has. */
export function assertUnpolluted(): void {
  for (const name of Object.keys(Object.prototype)) {
    Reflect.deleteProperty(Object.prototype, name);
    throw new Error(`Object.prototype has got "${name}"`);
  }
}
