import { BUILT_IN_PROFILES } from '../../../shared/profiles.ts';
import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { startShadow, stopShadow } from './shadow-actions.ts';

/** Commands that decide live traffic a second time. */
export function shadowCommands(session: Session): readonly Command[] {
  let names: readonly string[] = Object.keys(BUILT_IN_PROFILES);
  const readNames = async (): Promise<void> => {
    const result = await session.client.request('profiles.list');
    if (result.ok) names = result.value.profiles.map(({ name }) => name);
  };
  return [
    {
      id: 'shadow.open',
      category: 'Shadow',
      title: 'Show what would have gone elsewhere',
      run: () => navigate(session.store, { view: 'shadow' }),
    },
    {
      id: 'shadow.profile',
      category: 'Shadow',
      title: 'Compare a profile…',
      input: {
        placeholder: 'Name of a profile: Quality, Balanced, Economy or your own',
        options: (text) => {
          // Read as the page opens; the built-in ones are there at once.
          if (text === '') void readNames();
          const wanted = text.trim().toLowerCase();
          return names
            .filter((name) => name.toLowerCase().includes(wanted))
            .map((name) => ({ value: name, label: name }));
        },
      },
      run: async (text) => {
        const profile = text.trim();
        if (profile !== '') await startShadow(session, { profile });
      },
    },
    {
      id: 'shadow.artifact',
      category: 'Shadow',
      title: 'Compare an artifact folder…',
      input: { placeholder: 'Whole path of a folder with a manifest.json', options: () => [] },
      run: async (text) => {
        const folder = text.trim();
        if (folder !== '') await startShadow(session, { artifact_dir: folder });
      },
    },
    {
      id: 'shadow.stop',
      category: 'Shadow',
      title: 'Stop the comparison',
      when: () => session.store.getState().shadow?.state === 'on',
      run: () => stopShadow(session),
    },
  ];
}
