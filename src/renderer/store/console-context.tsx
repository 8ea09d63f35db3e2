import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ConsoleState } from './console-store.ts';
import type { Session } from './session.ts';

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
