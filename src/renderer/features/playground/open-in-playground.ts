import { toast } from 'sonner';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { EMPTY_DRAFT } from '../../store/ui-store.ts';

/** Puts a recorded request into the editor; what is there is replaced. */
export async function openInPlayground({ client, store, ui }: Session, id: string): Promise<void> {
  const result = await client.request('playground.open', { id });
  if (!result.ok) {
    toast.error(`It cannot be opened: ${result.error.message}`);
    return;
  }
  const { messages, tools, left_out: leftOut } = result.value;
  ui.setState({
    draft: {
      turns: messages.length === 0 ? EMPTY_DRAFT.turns : messages.map((turn, key) => ({ ...turn, key, images: [] })),
      tools: tools.length === 0 ? null : JSON.stringify(tools, null, 2),
    },
  });
  navigate(store, { view: 'playground', params: { id } });
  if (leftOut.length > 0) toast(`Left out: ${leftOut.join(', ')}`);
}
