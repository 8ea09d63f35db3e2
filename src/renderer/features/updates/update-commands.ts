import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';

export function updateCommands(session: Session): readonly Command[] {
  return [
    {
      id: 'help.check-updates',
      category: 'Help',
      title: 'Check for updates',
      run: async () => {
        // The answer is shown there, and without a feed, how to set one.
        navigate(session.store, { view: 'settings', arg: 'about' });
        const status = await session.client.request('updates.status');
        if (status.ok && status.value.feed !== null) await session.client.request('updates.check');
      },
    },
  ];
}
