import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { usePreferences, useSession } from '../../../store/console-context.tsx';
import { bind, type KeyedCommand, rebind } from '../../../store/key-bindings.ts';
import { listViewCommands } from '../../../store/view-commands.ts';

export interface UsedKeyBindings {
  /** Every command that can have keys, with those in force; each once. */
  readonly commands: readonly KeyedCommand[];
  /** The keys that a command came with. */
  readonly defaultsOf: (id: string) => readonly string[];
  /** Gives a command these keys and takes them from whoever had them. */
  readonly choose: (command: KeyedCommand, keys: readonly string[]) => void;
  readonly resetAll: () => void;
  readonly changed: boolean;
}

export function useKeyBindings(): UsedKeyBindings {
  const session = useSession();
  const { commands: registry } = session;
  const registered = useSyncExternalStore(registry.subscribe, registry.asAdded);
  const bindings = usePreferences((state) => state.keyBindings);
  // Those of the registry as they came; those of views that are not shown from their table.
  const defaults = useMemo(() => {
    const all: readonly KeyedCommand[] = [...listViewCommands(), ...registered];
    return new Map(all.map((command) => [command.id, command]));
  }, [registered]);
  const commands = useMemo(
    () => [...defaults.values()].map((command) => bind(command, bindings)),
    [defaults, bindings],
  );
  const defaultsOf = useCallback((id: string) => defaults.get(id)?.keys ?? [], [defaults]);
  const choose = useCallback(
    (command: KeyedCommand, keys: readonly string[]) =>
      session.preferences.setState({ keyBindings: rebind(bindings, defaultsOf, commands, command, keys) }),
    [session, bindings, defaultsOf, commands],
  );
  const resetAll = useCallback(() => session.preferences.setState({ keyBindings: {} }), [session]);
  return { commands, defaultsOf, choose, resetAll, changed: Object.keys(bindings).length > 0 };
}
