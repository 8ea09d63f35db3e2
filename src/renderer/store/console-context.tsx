import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Command } from './commands.ts';
import type { ConsoleState } from './console-store.ts';
import type { Preferences } from './preferences.ts';
import type { Session } from './session.ts';
import type { UiState } from './ui-store.ts';
import type { ViewCommand } from './view-commands.ts';

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('No session around this component.');
  return session;
}

export function useConsole<T>(select: (state: ConsoleState) => T): T {
  return useStore(useSession().store, select);
}

export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(useSession().ui, select);
}

export function usePreferences<T>(select: (state: Preferences) => T): T {
  return useStore(useSession().preferences, select);
}

/** Commands of a view, for as long as it is shown. Keep the array with useMemo. */
export function useViewCommands(commands: readonly ViewCommand[]): void {
  useCommands(commands);
}

/** Commands of the whole app. Those of a view are for `useViewCommands`, which the page of keys knows. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useSession().commands;
  useEffect(() => registry.add(commands), [registry, commands]);
}

export function useAllCommands(): readonly Command[] {
  const { commands } = useSession();
  return useSyncExternalStore(commands.subscribe, commands.all);
}

/** The first keys of a command, as they are in force; null when it has none. */
export function useKeysOf(id: string): string | null {
  const commands = useAllCommands();
  return commands.findLast((command) => command.id === id)?.keys?.[0] ?? null;
}
