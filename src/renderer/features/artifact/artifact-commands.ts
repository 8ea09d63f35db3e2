import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { applyArtifact, rollBackArtifact } from './artifact-actions.ts';

/** Which trained models and tables are in force. */
export function artifactCommands(session: Session): readonly Command[] {
  return [
    {
      id: 'artifact.show',
      category: 'Artifact',
      title: 'Show the one in force',
      run: () => navigate(session.store, { view: 'settings', arg: 'artifact' }),
    },
    {
      id: 'artifact.use',
      category: 'Artifact',
      title: 'Use a folder…',
      input: { placeholder: 'Whole path of a folder with a manifest.json', options: () => [] },
      run: async (text) => {
        const folder = text.trim();
        if (folder !== '') await applyArtifact(session, folder);
      },
    },
    {
      id: 'artifact.rollback',
      category: 'Artifact',
      title: 'Roll back to the one before',
      run: async () => {
        await rollBackArtifact(session);
      },
    },
  ];
}
