import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';

/** Keys of apps, from the palette. */
export function appKeyCommands(session: Session): readonly Command[] {
  return [
    {
      id: 'server.app-keys',
      category: 'Server',
      title: 'Create or revoke a key of an app',
      run: () => navigate(session.store, { view: 'settings', arg: 'apps' }),
    },
  ];
}
