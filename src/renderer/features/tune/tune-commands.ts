import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { appsIn } from './app-profiles.tsx';
import {
  applyProfile,
  applyTuning,
  assignProfile,
  copyTuningYaml,
  deleteProfile,
  redoTuning,
  saveProfile,
  undoTuning,
} from './tuning-actions.ts';

/** Commands about the tuning, whatever view is open. */
export function tuneCommands(session: Session): readonly Command[] {
  const { store } = session;
  const profiles = () => store.getState().profiles?.profiles ?? [];
  const isOwn = (name: string) => profiles().some((each) => each.name === name && !each.built_in);
  const named = (text: string, only: 'all' | 'own') =>
    profiles()
      .filter(({ name, built_in }) => (only === 'all' || !built_in) && name.toLowerCase().includes(text.toLowerCase()))
      .map(({ name, alpha }) => ({ value: name, label: `${name}, alpha ${alpha}` }));
  return [
    {
      id: 'tune.alpha',
      category: 'Tune',
      title: 'Set alpha…',
      input: { placeholder: '0 (cheapest) to 1 (quality)', options: () => [] },
      run: (text) => {
        const alpha = Number.parseFloat(text);
        if (alpha >= 0 && alpha <= 1) void applyTuning(session, { alpha: Math.round(alpha * 100) / 100 });
      },
    },
    {
      id: 'tune.try-alpha',
      category: 'Tune',
      title: 'Preview an alpha…',
      input: { placeholder: '0 (cheapest) to 1 (quality)', options: () => [] },
      run: (text) => {
        const alpha = Number.parseFloat(text);
        if (alpha >= 0 && alpha <= 1) navigate(store, { view: 'tune', alpha: Math.round(alpha * 100) / 100 });
      },
    },
    {
      id: 'tune.profile',
      category: 'Tune',
      title: 'Apply a profile…',
      input: { placeholder: 'Name of the profile', options: (text) => named(text, 'all') },
      run: async (name) => void (await applyProfile(session, name)),
    },
    {
      id: 'tune.compare',
      category: 'Tune',
      title: 'Compare with a profile…',
      input: { placeholder: 'Name of the profile', options: (text) => named(text, 'all') },
      run: (name) => {
        navigate(store, { view: 'tune' });
        navigate(store, { params: { ...store.getState().route.params, with: name } }, { replace: true });
      },
    },
    {
      id: 'tune.save',
      category: 'Tune',
      title: 'Save the values in force in their profile',
      when: () => store.getState().tuning?.profile === null && isOwn(session.preferences.getState().tuningBase),
      run: () => saveProfile(session, session.preferences.getState().tuningBase),
    },
    {
      id: 'tune.save-as',
      category: 'Tune',
      title: 'Save the values in force as a profile…',
      input: { placeholder: 'Name of the profile', options: (text) => named(text, 'own') },
      run: (name) => saveProfile(session, name),
    },
    {
      id: 'tune.revert',
      category: 'Tune',
      title: 'Go back to the profile',
      when: () => store.getState().tuning?.profile === null,
      run: async () => void (await applyProfile(session, session.preferences.getState().tuningBase)),
    },
    {
      id: 'tune.delete',
      category: 'Tune',
      title: 'Delete a profile…',
      when: () => profiles().some(({ built_in }) => !built_in),
      input: { placeholder: 'Name of the profile', options: (text) => named(text, 'own') },
      run: (name) => deleteProfile(session, name),
    },
    {
      id: 'tune.assign',
      category: 'Tune',
      title: 'Give an app its profile…',
      input: {
        placeholder: 'App: profile',
        options: (text) =>
          [...new Set([...Object.keys(store.getState().profiles?.apps ?? {}), ...appsIn(session.ring)])]
            .flatMap((app) => [...profiles().map(({ name }) => `${app}: ${name}`), `${app}: common tuning`])
            .filter((choice) => choice.toLowerCase().includes(text.toLowerCase()))
            .map((choice) => ({ value: choice, label: choice })),
      },
      run: (choice) => {
        const at = choice.lastIndexOf(': ');
        if (at < 1) return;
        const profile = choice.slice(at + 2).trim();
        return assignProfile(session, choice.slice(0, at), profile === 'common tuning' ? null : profile);
      },
    },
    {
      id: 'tune.undo',
      category: 'Tune',
      title: 'Undo the last change of the tuning',
      keys: ['mod+z'],
      when: () => (store.getState().tuningHistory?.can_undo ?? false) && !isTyping(),
      run: async () => void (await undoTuning(session)),
    },
    {
      id: 'tune.redo',
      category: 'Tune',
      title: 'Redo the last change of the tuning',
      keys: ['mod+shift+z'],
      when: () => (store.getState().tuningHistory?.can_redo ?? false) && !isTyping(),
      run: async () => void (await redoTuning(session)),
    },
    {
      id: 'tune.export',
      category: 'Tune',
      title: 'Copy the tuning and the profiles for a heimdall.yaml',
      run: () => copyTuningYaml(session),
    },
    {
      id: 'tune.import',
      category: 'Tune',
      title: 'Import profiles…',
      run: () => session.ui.setState({ overlay: 'import-profiles' }),
    },
  ];
}

/** In a text field these keys are the field's own. */
function isTyping(): boolean {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text');
}
