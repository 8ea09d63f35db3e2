/** Which keys run which command: those of the command, or those that were chosen instead. */

/** Keys by id of the command; an empty list takes all of them away. */
export type KeyBindings = Readonly<Record<string, string[]>>;

/** What of a command its keys depend on, and what it is called. */
export interface KeyedCommand {
  readonly id: string;
  readonly category: string;
  readonly title: string;
  readonly keys?: readonly string[];
  readonly scope?: 'global' | 'list';
  readonly views?: readonly string[];
}

/** The command with the keys in force. */
export function bind<T extends KeyedCommand>(command: T, bindings: KeyBindings): T {
  const keys = bindings[command.id];
  return keys === undefined ? command : { ...command, keys };
}

/** Where both can be asked for at the same time, one key cannot mean both. */
function meet(one: KeyedCommand, other: KeyedCommand): boolean {
  return one.views === undefined || other.views === undefined || one.views.some((id) => other.views?.includes(id));
}

/** The command that has these keys where `command` wants them, or null. */
export function holderOf(keys: string, command: KeyedCommand, all: readonly KeyedCommand[]): KeyedCommand | null {
  return all.find((other) => other.id !== command.id && other.keys?.includes(keys) && meet(other, command)) ?? null;
}

/** Moving about and pressing what has the focus must go on working everywhere else. */
const NEEDED =
  /^(?:shift\+)?(?:enter|space|tab|escape|backspace|delete|home|end|pageup|pagedown|arrow(?:up|down|left|right))$/;

/** Why a command cannot have these keys, in a sentence; null when it can. */
export function refusalOf(keys: string, command: KeyedCommand): string | null {
  if (/^(?:shift\+)?tab$/.test(keys)) return 'Tab moves the focus.';
  // A page that Escape leaves has it from the start.
  if (NEEDED.test(keys) && command.scope !== 'list' && command.views === undefined) {
    return 'This key moves about and presses buttons. Only commands of lists and charts can have it.';
  }
  return null;
}

/**
 * Gives keys to a command and takes them from whoever had them.
 *
 * @param keys All that it is to have.
 * @param all Every command with the keys in force.
 * @param defaults The command as it was made: what equals it is no choice, and is not kept.
 */
export function rebind(
  bindings: KeyBindings,
  defaults: (id: string) => readonly string[],
  all: readonly KeyedCommand[],
  command: KeyedCommand,
  keys: readonly string[],
): KeyBindings {
  const next: Record<string, string[]> = { ...bindings };
  const choose = (id: string, chosen: readonly string[]): void => {
    if (JSON.stringify(chosen) === JSON.stringify(defaults(id))) delete next[id];
    else next[id] = [...chosen];
  };
  choose(command.id, keys);
  const taken = (other: KeyedCommand, key: string): boolean => keys.includes(key) && meet(other, command);
  for (const other of all) {
    if (other.id === command.id || !other.keys?.some((key) => taken(other, key))) continue;
    const left = other.keys.filter((key) => !taken(other, key));
    choose(other.id, left);
  }
  return next;
}
