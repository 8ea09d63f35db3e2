import { toast } from 'sonner';
import { BUCKETS } from '../../../shared/decision.ts';
import type { Command } from '../../store/commands.ts';
import type { Session } from '../../store/session.ts';
import { parseBreakOn } from './break-on.ts';
import { breakOn, dropHeld, removeBreakpoint, resumeHeld } from './held-actions.ts';

/** Holding requests before they are dispatched. The oldest one is what the others are about. */
export function breakpointCommands(session: Session): readonly Command[] {
  const { store, ui } = session;
  const oldest = (): string | undefined => store.getState().held[0]?.id;
  const about = (id: string, title: string, act: (held: string) => void | Promise<void>): Command => ({
    id,
    category: 'Routing',
    title,
    when: () => oldest() !== undefined,
    run: () => {
      const held = oldest();
      if (held !== undefined) return act(held);
    },
  });
  return [
    {
      id: 'routing.break-on',
      category: 'Routing',
      title: 'Break on…',
      input: { placeholder: 'bucket:hard, model:…, app:…, or part of the prompt; * for every request', options },
      run: async (text) => {
        const filter = parseBreakOn(text);
        if (typeof filter === 'string') toast.error(filter);
        else await breakOn(session, filter);
      },
    },
    {
      id: 'routing.break-off',
      category: 'Routing',
      title: 'Remove the breakpoint',
      when: () => store.getState().breakpoint?.enabled === true,
      run: () => removeBreakpoint(session),
    },
    about('routing.held-edit', 'Edit the held request…', (held) => ui.setState({ overlay: 'held', heldId: held })),
    about('routing.held-resume', 'Resume the held request', async (held) => {
      const problem = await resumeHeld(session, held);
      if (problem !== null) toast.error(problem);
    }),
    about('routing.held-drop', 'Drop the held request', (held) => dropHeld(session, held)),
  ];
}

function options(text: string): { value: string; label: string }[] {
  const typed = text.trim();
  const buckets = BUCKETS.map((bucket) => ({ value: `bucket:${bucket}`, label: `bucket:${bucket}` }));
  return [{ value: '*', label: 'every request' }, ...buckets].filter(({ value }) => value.includes(typed));
}
