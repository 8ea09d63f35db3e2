/**
 * Everything that can be done by name: the palette, the shortcuts, the shortcut sheet and the menus are all made from
 * the commands that are registered here.
 */
import { bind, type KeyBindings } from './key-bindings.ts';

/** The groups of the palette, in its order. */
export const CATEGORIES = [
  'Decision',
  'Go',
  'Filter',
  'List',
  'Stream',
  'Routing',
  'Tune',
  'Map',
  'Playground',
  'Shadow',
  'Artifact',
  'Cache',
  'Model',
  'Server',
  'View',
  'Help',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** What a command asks for before it runs: text, or one of the options that the text so far suggests. */
export interface CommandInput {
  readonly placeholder: string;
  readonly options: (text: string) => readonly { readonly value: string; readonly label: string }[];
}

export interface Command {
  /** Stable: recents are kept by it. */
  readonly id: string;
  readonly category: Category;
  /** Verb and object: `Pin the decision`. The palette puts the category before it. */
  readonly title: string;
  /** Shortcuts in the notation of react-hotkeys-hook: `mod+k`, `j`, `?`. The first is the one shown. */
  readonly keys?: readonly string[];
  /** `list`: the keys act only while a list or chart has focus. Single letters must be (WCAG 2.1.4). */
  readonly scope?: 'global' | 'list';
  /** The keys act in text fields, too, as those with Ctrl do anyway. */
  readonly inFields?: boolean;
  /** Ids of the views that have it; absent: all of them. */
  readonly views?: readonly string[];
  /** Whether it can run now; the palette and menus leave it out otherwise. */
  readonly when?: () => boolean;
  readonly input?: CommandInput;
  readonly run: (text: string) => void | Promise<void>;
}

export class CommandRegistry {
  /** As they were registered. */
  #added: readonly Command[] = [];
  /** The same with the keys in force. */
  #commands: readonly Command[] = [];
  #bindings: KeyBindings = {};
  readonly #listeners = new Set<() => void>();

  /** Adds commands until the returned function is called. An id that is there already is replaced meanwhile. */
  add(commands: readonly Command[]): () => void {
    this.#set([...this.#added, ...commands]);
    return () => this.#set(this.#added.filter((command) => !commands.includes(command)));
  }

  /** Puts other keys in force than those that the commands came with. */
  remap(bindings: KeyBindings): void {
    if (bindings === this.#bindings) return;
    this.#bindings = bindings;
    this.#set(this.#added);
  }

  /** All of them; of two with one id the later. The same array until something changes. */
  readonly all = (): readonly Command[] => this.#commands;

  /** All of them with the keys that they came with. */
  readonly asAdded = (): readonly Command[] => this.#added;

  find(id: string): Command | undefined {
    return this.#commands.findLast((command) => command.id === id);
  }

  /** Runs a command if it can run now. */
  run(id: string, text = ''): void {
    const command = this.find(id);
    if (command && (command.when?.() ?? true)) void command.run(text);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(added: readonly Command[]): void {
    this.#added = added;
    this.#commands = added.map((command) => bind(command, this.#bindings));
    for (const listener of this.#listeners) listener();
  }
}
