import { useCallback, useEffect, useState } from 'react';
import type { ConsoleInput, ConsoleOutput } from '../../../shared/console-contract.ts';
import { useSession } from '../../store/console-context.tsx';

export type SettingsValues = ConsoleOutput<'settings.get'>;
export type SettingsChange = ConsoleInput<'settings.set'>;

export interface EditableSettings {
  /** Null until they were read. */
  readonly values: SettingsValues | null;
  /** Why nothing could be read; null when all is well. */
  readonly problem: string | null;
  /** Writes them into the file. Resolves with why not, or null. */
  readonly save: (change: SettingsChange) => Promise<string | null>;
}

/** The settings that the console may write; read again when the file changes. */
export function useSettings(): EditableSettings {
  const { client } = useSession();
  const [values, setValues] = useState<SettingsValues | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const load = async (): Promise<void> => {
      const result = await client.request('settings.get');
      if (result.ok) setValues(result.value);
      setProblem(result.ok ? null : result.error.message);
    };
    void load();
    return client.subscribe('changed', ({ what }) => {
      if (what === 'app') void load();
    });
  }, [client]);

  const save = useCallback(
    async (change: SettingsChange) => {
      const result = await client.request('settings.set', change);
      if (result.ok) setValues(result.value);
      return result.ok ? null : result.error.message;
    },
    [client],
  );
  return { values, problem, save };
}
