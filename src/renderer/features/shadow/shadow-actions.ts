import { toast } from 'sonner';
import type { ConsoleInput } from '../../../shared/console-contract.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';
import { applyArtifact } from '../artifact/artifact-actions.ts';
import type { Promoted } from './promote-dialog.tsx';

/** Starts a shadow and shows it. False when it was refused; what ran before goes on then. */
export async function startShadow(session: Session, input: ConsoleInput<'shadow.start'>): Promise<boolean> {
  const result = await session.client.request('shadow.start', input);
  if (!result.ok) {
    toast.error(`Not compared: ${result.error.message}`);
    return false;
  }
  session.store.setState({ shadow: result.value });
  navigate(session.store, { view: 'shadow' });
  return true;
}

export async function stopShadow(session: Session): Promise<void> {
  const result = await session.client.request('shadow.stop');
  if (result.ok) session.store.setState({ shadow: result.value });
  else toast.error(`Not stopped: ${result.error.message}`);
}

/** Puts what was compared in force. The shadow ends, and its numbers stay as they were. */
export async function promote(session: Session, promoted: Promoted): Promise<void> {
  if (promoted.kind === 'profile') await promoteProfile(session, promoted.name);
  // When it is refused, the comparison goes on.
  else await applyArtifact(session, promoted.folder);
}

async function promoteProfile(session: Session, name: string): Promise<void> {
  await stopShadow(session);
  const result = await session.client.request('profiles.apply', { name });
  if (!result.ok) {
    toast.error(`The profile ${name} was not applied: ${result.error.message}`);
    return;
  }
  session.store.setState({ tuning: result.value });
  toast(`The profile ${name} is in force for new requests`, {
    id: 'tuning',
    duration: 10_000,
    action: { label: 'Undo', onClick: () => void undo(session) },
  });
}

async function undo(session: Session): Promise<void> {
  const result = await session.client.request('tuning.undo');
  if (result.ok) session.store.setState({ tuning: result.value });
  else toast.error(`The tuning was not changed back: ${result.error.message}`);
}
