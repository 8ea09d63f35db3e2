import { toast } from 'sonner';
import { saveAs } from '../../lib/save-as.ts';
import type { Command } from '../../store/commands.ts';
import type { Session } from '../../store/session.ts';
import { targetId } from '../decision/decision-commands.ts';

/** Passing decisions on, and taking them in. */
export function capsuleCommands(session: Session): readonly Command[] {
  return [
    {
      id: 'decision.capsule',
      category: 'Decision',
      title: 'Export a capsule',
      when: () => targetId(session) !== null,
      run: () => exportCapsule(session),
    },
    {
      id: 'server.import',
      category: 'Server',
      title: 'Import decisions…',
      run: () => session.ui.setState({ overlay: 'import' }),
    },
  ];
}

async function exportCapsule(session: Session): Promise<void> {
  const id = targetId(session);
  if (id === null) return;
  const result = await session.client.request('decisions.capsule', { id });
  if (!result.ok) {
    toast.error(`${id} was not exported: ${result.error.message}`);
    return;
  }
  saveAs(`${id}.capsule.json`, [`${JSON.stringify(result.value, null, 2)}\n`], 'application/json');
  toast('Exported a capsule', { description: 'Without prompt text and embedding.' });
}
