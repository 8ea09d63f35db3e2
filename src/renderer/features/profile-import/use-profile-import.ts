import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ConsoleInput, ConsoleOutput } from '../../../shared/console-contract.ts';
import { useSession } from '../../store/console-context.tsx';

export type ProfilesRead = ConsoleOutput<'profiles.read'>;
export type FoundProfile = ProfilesRead['profiles'][number];
export type FoundApp = ProfilesRead['apps'][number];

/** A text to take profiles from. */
export interface ProfilesSource {
  readonly text: string;
  /** Where it is from, for messages. */
  readonly source: string;
}

/** What is in a text and what of it is to be taken. */
export interface ProfileImport {
  /** Null before a text was read, and when it cannot be. */
  readonly read: ProfilesRead | null;
  readonly problem: string | null;
  readonly takesCommon: boolean;
  readonly takesProfile: (profile: FoundProfile) => boolean;
  readonly takesApp: (app: FoundApp) => boolean;
  /** Its profile is here, or is to be taken. */
  readonly canTakeApp: (app: FoundApp) => boolean;
  readonly choose: (key: PartKey, taken: boolean) => void;
  readonly rename: (name: string, as: string) => void;
  /** What to ask the host for; null while nothing is chosen. */
  readonly input: ConsoleInput<'profiles.import'> | null;
}

export type PartKey = 'common' | `profile ${string}` | `app ${string}`;

const canBeTaken = ({ state }: { readonly state: FoundProfile['state'] }): boolean =>
  state === 'new' || state === 'changed';

/** Reads a text whenever it or a name changes. What is new is chosen; what would replace something is not. */
export function useProfileImport(from: ProfilesSource): ProfileImport {
  const { client } = useSession();
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const [choices, setChoices] = useState<ReadonlyMap<PartKey, boolean>>(new Map());
  const [read, setRead] = useState<ProfilesRead | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    void client.request('profiles.read', { ...from, names }).then((answer) => {
      if (!current) return;
      setRead(answer.ok ? answer.value : null);
      setProblem(answer.ok ? null : answer.error.message);
    });
    return () => {
      current = false;
    };
  }, [client, from, names]);

  const choose = useCallback(
    (key: PartKey, taken: boolean) => setChoices((before) => new Map(before).set(key, taken)),
    [],
  );
  const rename = useCallback((name: string, as: string) => setNames((before) => ({ ...before, [name]: as })), []);

  return useMemo(() => {
    const taken = (key: PartKey, part: Pick<FoundProfile, 'state'>): boolean =>
      canBeTaken(part) && (choices.get(key) ?? part.state === 'new');
    const takesProfile = (profile: FoundProfile) => taken(`profile ${profile.name}`, profile);
    const profiles = read?.profiles.filter(takesProfile).map(({ name }) => name) ?? [];
    const canTakeApp = (app: FoundApp) => canBeTaken(app) && (app.needs === null || profiles.includes(app.needs));
    const takesApp = (app: FoundApp) => canTakeApp(app) && taken(`app ${app.app}`, app);
    const apps = read?.apps.filter(takesApp).map(({ app }) => app) ?? [];
    const takesCommon = read?.common ? taken('common', read.common) : false;
    const any = takesCommon || profiles.length > 0 || apps.length > 0;
    return {
      read,
      problem,
      takesCommon,
      takesProfile,
      takesApp,
      canTakeApp,
      choose,
      rename,
      input: any ? { ...from, names, common: takesCommon, profiles, apps } : null,
    };
  }, [read, problem, choices, names, from, choose, rename]);
}
