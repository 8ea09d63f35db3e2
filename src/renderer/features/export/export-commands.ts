import type { Command } from '../../store/commands.ts';
import type { Session } from '../../store/session.ts';

/** Many decisions into a file. */
export function exportCommands(session: Session): readonly Command[] {
  const open = (): void => session.ui.setState({ overlay: 'export' });
  return [
    { id: 'stream.export', category: 'Stream', title: 'Export decisions…', run: open },
    {
      id: 'decision.export-selection',
      category: 'Decision',
      title: 'Export the selected…',
      when: () => session.ui.getState().checked.size > 0,
      run: open,
    },
  ];
}
